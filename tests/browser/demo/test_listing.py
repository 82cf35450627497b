"""A folder of 1,500 objects: quick to see, to scroll, to sort, to filter; what is deleted from it leaves the rest."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from .page import DemoPage

MANY = "a-bucket-of-many"
NAMES = [f"IMG_{number:04}.jpeg" for number in range(1500)]
LISTED = """
    return performance.getEntriesByType("resource").filter((entry) => entry.name.includes("list-type=2")).length;
"""
FOCUS = "const at = document.activeElement; return at.dataset.key ?? at.id"


@pytest.fixture(scope="module")
def stored(opened: DemoPage) -> str:
    """The bucket, with three folders besides."""
    s3 = opened.aws("s3")
    s3.create_bucket(Bucket=MANY)
    keys = [*NAMES, "2024/a", "2025/b", "raw/c"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: s3.put_object(Bucket=MANY, Key=keys[at], Body=b"x" * (at % 700)), range(len(keys))))
    return MANY


@pytest.fixture
def many(page: DemoPage, stored: str) -> DemoPage:
    """The page, with the bucket shown from the top, sorted by name."""
    page.tab("objects")
    page.show_bucket(stored)
    page.type("#filter", "")
    if page.find("#by-name").get_attribute("aria-sort") != "ascending":
        page.click("#by-name button")
        if page.find("#by-name").get_attribute("aria-sort") != "ascending":
            page.click("#by-name button")
    page.until_text("#listing-end", " objects, 3 folders, ")
    scroll(page, 0)
    return page


def scroll(page: DemoPage, top: int) -> None:
    page.js("document.getElementById('table-box').scrollTop = arguments[0]", top)


def index_of(page: DemoPage, key: str) -> int:
    return int(page.js(f"""return document.querySelector('[data-choose="{key}"]').closest("tr").ariaRowIndex"""))


def press(page: DemoPage, *keys: str) -> None:
    ActionChains(page.browser).send_keys(*keys).perform()


def test_few_rows_are_elements(many: DemoPage) -> None:
    assert "1,500 objects, 3 folders, 482.7 KiB." in many.text("#listing-end")
    assert many.find("#listing").get_attribute("aria-rowcount") == "1504"
    assert many.names()[:4] == ["2024/", "2025/", "raw/", "IMG_0000.jpeg"]
    scroll(many, 30_000)
    many.until(lambda: "IMG_0700.jpeg" in many.names())
    assert len(many.all("#rows tr")) < 60
    assert index_of(many, "IMG_0700.jpeg") == 705
    row = many.find('#rows [data-key="IMG_0680.jpeg"]').rect["y"]
    box = many.find("#table-box").rect
    assert box["y"] < row < box["y"] + box["height"], "the rows are where the scrolling has led"


def test_keys_lead_through_the_rows(many: DemoPage) -> None:
    many.js("""document.querySelector('#rows [data-key="2024/"]').focus()""")
    press(many, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert many.js(FOCUS) == "IMG_0000.jpeg"
    press(many, Keys.END)
    assert many.js(FOCUS) == "IMG_1499.jpeg"
    assert index_of(many, "IMG_1499.jpeg") == 1504
    press(many, Keys.PAGE_UP)
    assert "IMG_1480" < many.js(FOCUS) < "IMG_1499"
    press(many, Keys.HOME, Keys.ARROW_UP)
    assert many.js(FOCUS) == "2024/"
    scroll(many, 40_000)
    many.until(lambda: many.js(FOCUS) == "table-box")


def test_the_header_does_not_cover_what_has_the_focus(many: DemoPage) -> None:
    scroll(many, 30_010)
    many.until(lambda: "IMG_0700.jpeg" in many.names())
    many.js("""document.querySelector('#rows [data-key="IMG_0690.jpeg"]').focus()""")
    is_on_top = """
        const { x, y, width, height } = document.activeElement.getBoundingClientRect();
        return document.activeElement.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    """
    for _ in range(80):
        ActionChains(many.browser).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
        many.until(lambda: many.js(is_on_top))
    assert many.js(FOCUS) == "IMG_0670.jpeg", "up by a row with each four"


def test_sort_and_filter(many: DemoPage) -> None:
    many.click("#by-size button")
    many.until(lambda: many.names()[3:6] == ["IMG_0699.jpeg", "IMG_1399.jpeg", "IMG_0698.jpeg"])
    assert many.find("#by-size").get_attribute("aria-sort") == "descending"
    assert many.find("#by-name").get_attribute("aria-sort") is None
    many.click("#by-size button")
    many.until(lambda: many.names()[3] == "IMG_0000.jpeg")
    many.find("#filter").send_keys("img_149")
    many.until(lambda: len(many.names()) == 10)
    assert "10 objects, " in many.text("#listing-end")
    assert " of 1,503." in many.text("#listing-end")
    many.find("#filter").send_keys("no such")
    many.until_text("#listing-end", "No name here has")
    assert many.names() == []


def test_ticked(many: DemoPage) -> None:
    """Shift ticks all between; the box in the heading ticks all that the filter leaves."""
    boxes = [many.find(f'[data-choose="IMG_000{number}.jpeg"]') for number in (1, 5)]
    boxes[0].click()
    ActionChains(many.browser).key_down(Keys.SHIFT).click(boxes[1]).key_up(Keys.SHIFT).perform()
    many.until_text("#chosen-count", "5 objects, ")
    many.click("#chosen-links")
    many.until(lambda: len(many.value("#link-url").splitlines()) == 5)
    many.click("#link-dialog [data-close]")
    many.click("#chosen-clear")
    assert not many.find("#chosen").is_displayed()
    many.find("#filter").send_keys("IMG_14")
    many.click("#choose-all")
    many.until_text("#chosen-count", "100 objects, ")
    many.click("#choose-all")
    assert not many.find("#chosen").is_displayed()


def test_deleting_stays_where_it_is(many: DemoPage) -> None:
    scroll(many, 140 * 44 - 200)
    many.until(lambda: "IMG_0140.jpeg" in many.names())
    many.js("performance.clearResourceTimings()")
    many.click('#rows [data-action="more"][data-key="IMG_0140.jpeg"]')
    top = many.js("return document.getElementById('table-box').scrollTop")
    many.click("#row-menu [data-action=delete]")
    many.until(lambda: many.js("return document.activeElement.textContent") == "Keep it")
    press(many, Keys.ESCAPE)
    many.until(lambda: many.js(FOCUS) == "IMG_0140.jpeg")
    many.act("delete", "IMG_0140.jpeg")
    many.until(lambda: many.find("#delete-confirm").is_enabled())
    many.click("#delete-confirm")
    many.until(lambda: not many.all("dialog[open]"))
    many.until(lambda: many.js(FOCUS) == "IMG_0141.jpeg")
    assert "IMG_0140.jpeg" not in many.names()
    assert many.js("return document.getElementById('table-box').scrollTop") == top
    assert many.js(LISTED) == 0, "it is not listed again"
    assert many.find("#listing").get_attribute("aria-rowcount") == "1503"
    many.aws("s3").put_object(Bucket=MANY, Key="IMG_0140.jpeg", Body=b"x" * 140)


def test_refreshing_stays_where_it_is(many: DemoPage) -> None:
    scroll(many, 50_000)
    many.until(lambda: "IMG_1150.jpeg" in many.names())
    many.js("performance.clearResourceTimings()")
    many.click("#refresh")
    many.until(lambda: many.js(LISTED) == 2)
    many.listed()
    assert many.js("return document.getElementById('table-box').scrollTop") == 50_000
    assert "IMG_1150.jpeg" in many.names()


def test_a_folder_that_is_left(page: DemoPage, bucket: str, stored: str) -> None:
    """What is still on its way of it is given up, and never shown."""
    page.aws("s3").put_object(Bucket=bucket, Key="right/one", Body=b"")
    page.hold("*continuation-token=*")
    page.choose("#bucket", stored)
    page.until_text("#listing-end", "Listing… 1,0")
    page.choose("#bucket", bucket)
    page.until(lambda: page.names() == ["right/"])
    page.hold(f"*{stored}*", "*prefix=left*")
    page.choose("#bucket", stored)
    page.choose("#bucket", bucket)
    page.type("#prefix", "left/")
    page.type("#prefix", "right/")
    page.until(lambda: page.names() == ["one"])
    page.release()
    page.type("#prefix", "")
    page.until(lambda: page.names() == ["right/"])
