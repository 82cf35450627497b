"""Nobody notices that ID tokens and AWS keys end: both are renewed."""

from datetime import timedelta

from .person import Person


def refreshes(person: Person) -> list[str]:
    """The refresh tokens that were sent, in order."""
    return [one.fields["refresh_token"] for one in person.watch() if one.fields.get("grant_type") == "refresh_token"]


def exchanges(person: Person) -> list[str]:
    """The ID tokens that AWS was given, in order."""
    return [one.fields["WebIdentityToken"] for one in person.watch() if "WebIdentityToken" in one.fields]


def test_a_good_id_token_serves_again(alice: Person) -> None:
    before, renewed = exchanges(alice), refreshes(alice)
    end_keys(alice)
    alice.list_again()
    alice.until(lambda: len(exchanges(alice)) == len(before) + 1)
    alice.until(alice.names)
    assert exchanges(alice)[len(before) :] == [before[-1]]
    assert refreshes(alice) == renewed


def test_calls_at_once_renew_once(alice: Person) -> None:
    before = len(refreshes(alice))
    end_keys(alice)
    alice.python("session.tokens._renew_at = 0")
    code = """
        import asyncio, bucket
        calls = [bucket.list_folder(session.aws, BUCKET, "") for _ in range(5)]
        await asyncio.gather(*calls, session.tokens.id_token())
        len("done")
    """
    alice.python("\n".join(line.strip() for line in code.splitlines()))
    assert len(refreshes(alice)) == before + 1


def test_the_issuer_is_away_for_a_while(alice: Person) -> None:
    end_keys(alice)
    alice.python("session.tokens._renew_at = 0")
    alice.block(f"{alice.site.issuer.url}/*")
    alice.list_again()
    alice.until(lambda: alice.sees("#problem"))
    assert alice.problem() == "The issuer cannot be reached"
    assert alice.sees("#sign-out")
    alice.block()
    alice.list_again()
    alice.until(lambda: alice.names() == ["notes/", "pictures/", "readme.txt"])


def test_the_issuer_does_not_renew(alice: Person) -> None:
    end_keys(alice)
    alice.python("session.tokens._renew_at = 0; session.tokens._refresh_token = 'revoked'")
    alice.list_again()
    alice.until(lambda: alice.sees("#problem"))
    assert alice.problem() == "Your sign-in has ended"
    assert alice.sees("#sign-in")
    assert not alice.sees("#sign-out")
    assert alice.held() == 0


def test_short_lives(person: Person) -> None:
    vault = person.site.aws.identity.vault
    with person.at_other_issuer(id_token_life=6):
        vault.life = timedelta(seconds=4)
        try:
            person.sign_in("alice")
            while len(set(exchanges(person))) < 3:  # a token that was renewed is handed on some time later
                listed = len(person.lists())
                person.list_again()
                person.until(lambda listed=listed: len(person.lists()) > listed)
                assert person.names() == ["notes/", "pictures/", "readme.txt"]
                assert not person.sees("#problem")
        finally:
            vault.life = None
        assert person.kept() == {}
    assert len(set(refreshes(person))) == len(refreshes(person))  # each was used once
    assert len(refreshes(person)) >= 2
    urls = [one.url for one in person.watch()]
    assert not [token for token in (*refreshes(person), *exchanges(person)) if any(token in url for url in urls)]


def end_keys(person: Person) -> None:
    """AWS no longer accepts the keys that the page holds."""
    vault = person.site.aws.identity.vault
    *_, newest = vault
    vault.expire(newest.access_key_id)
