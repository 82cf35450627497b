#!/usr/bin/env bash
# Sets up what a command needs, once, and runs it. Everything downloaded or made is under .cache/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'END'
usage: ./build.sh COMMAND
  demo [--port N]             serve the demo page and a local AWS, until Ctrl-C
  jupyterlite [--port N]      serve JupyterLite with notebooks, and a local AWS, until Ctrl-C
  test [tests/…] [options]    every check and test, or the named tests; --quick leaves out the slow pages;
                              other options are pytest's
  bench [NAME…] [--quick]     how fast it is beside aws4fetch, botocore, boto3 and awscrt: all figures, or the named ones
  check                       formatting, lint and types
  wheel [--compiled[=3.13]]   build the wheel; the same as bytecode, for the Pyodide that runs on this Python
        [--lock]              and a pyodide-lock.json that has the wheel: a page needs no micropip, as demo --lock shows
  screenshots                 make demo/screenshots/ again
PYTHON=… names the Python to use (3.11 or newer).
END
}

readonly PAGE_PYODIDE=314.0.7
readonly PYODIDES=(0.27.7 0.29.5 "$PAGE_PYODIDE")
readonly VENV=.cache/venv/bin/python

# No tool keeps its own files next to the sources.
export PYTHONPYCACHEPREFIX="$PWD/.cache/pycache" RUFF_CACHE_DIR="$PWD/.cache/ruff"
export HYPOTHESIS_STORAGE_DIRECTORY="$PWD/.cache/hypothesis" SE_CACHE_PATH="$PWD/.cache/selenium"
# Unless told otherwise, npm waits 70 s before it says that there is no network.
export PIP_DISABLE_PIP_VERSION_CHECK=1 NPM_CONFIG_UPDATE_NOTIFIER=false NPM_CONFIG_FETCH_RETRY_MINTIMEOUT=1000

die() { echo "error: $*" >&2 && exit 1; }
have() { command -v "$1" >/dev/null; }

# step NAME HINT COMMAND…: run a command with its output in a log; if it fails, say so in one line.
step() {
    local name=$1 hint=$2 log=.cache/logs/$1.log began=$SECONDS
    shift 2
    printf '%s … ' "$name" >&2
    "$@" </dev/null >"$log" 2>&1 || { echo >&2 && die "$name failed: $hint (the log: $log)"; }
    echo "$((SECONDS - began)) s" >&2
}

# ---- What a command needs: each function does nothing if it is already there ----

find_python() {
    local candidate candidates=(python3 python3.14 python3.13 python3.12 python3.11)
    [[ -z ${PYTHON:-} ]] || candidates=("$PYTHON")
    for candidate in "${candidates[@]}"; do
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        PYTHON=$candidate
        return
    done
    die "Python 3.11 or newer is needed; there is none among: ${candidates[*]}"
}

need_node() {
    # shellcheck disable=SC2015
    have npm && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null ||
        die "Node.js 20 or newer, with npm, is needed"
}

# need_venv GROUP: .cache/venv, with the project (editable), its dependencies and a dependency group.
# It is made again when pyproject.toml or the Python changes.
need_venv() {
    local stamp=.cache/venv/.stamp want
    want=$({ "$PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)' && cat pyproject.toml; } | sha256sum)
    if [[ ! -e $stamp || $(<"$stamp") != "$want" ]]; then
        step venv "on Debian, apt-get install python3-venv" "$PYTHON" -m venv --clear .cache/venv
        # pip has had dependency groups since 25.1.
        step pip "is there a network?" "$VENV" -m pip install --upgrade 'pip>=25.1'
        echo "$want" >"$stamp"
    fi
    [[ ! -e $stamp-$1 ]] || return 0
    # --no-compile halves the time: most of botocore and moto is never imported.
    step "pip-$1" "is there a network?" "$VENV" -m pip install --no-compile --group "$1" --editable .
    touch "$stamp-$1"
    [[ $1 != test ]] || touch "$stamp"-{wheel,check,local} # test includes them
}

# What the bench compares with but cannot be in our venv, in .cache/venv-aiobotocore.
need_aiobotocore() {
    local venv=.cache/venv-aiobotocore want
    want=$({ "$PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)' && grep '^aiobotocore = ' pyproject.toml; })
    [[ ! -e $venv/.stamp || $(<"$venv/.stamp") != "$want" ]] || return 0
    "$PYTHON" -m venv --clear --without-pip "$venv"
    step pip-aiobotocore "is there a network?" \
        "$VENV" -m pip --python "$venv/bin/python" install --no-compile --group aiobotocore
    echo "$want" >"$venv/.stamp"
}

# What tests/package.json names, in .cache/npm.
need_npm() {
    ! cmp --silent tests/package.json .cache/npm/.stamp || return 0
    mkdir -p .cache/npm
    cp tests/package.json .cache/npm/
    step npm "is there a network?" npm install --prefix .cache/npm --no-audit --no-fund --no-package-lock
    cp tests/package.json .cache/npm/.stamp
}

# The wheel, in .cache/wheel; the same sources at the same commit give the same bytes.
need_wheel() {
    local stamp=.cache/wheel/.stamp want
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null)}
    [[ -n $SOURCE_DATE_EPOCH ]] || unset SOURCE_DATE_EPOCH
    want=$({
        echo "${SOURCE_DATE_EPOCH:-}"
        find aws4web pyproject.toml hatch_build.py LICENSE -type f -not -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum)
    [[ ! -e $stamp || $(<"$stamp") != "$want" ]] || return 0
    rm -rf .cache/wheel
    step wheel "it does not build" "$VENV" -m build --wheel --no-isolation --outdir .cache/wheel
    echo "$want" >"$stamp"
}

# need_compiled PYTHON: the wheel as bytecode, in .cache/wheel-PYTHON. It says itself where it is, or what is missing.
need_compiled() { "$VENV" -m demo.localhost.offline.compiled_wheel "$1"; }

# Pyodide with a lock file that has the wheel, in .cache/pyodide-*-aws4web. It also speaks for itself.
need_lock() { "$VENV" -m demo.localhost.offline.locked_dist "$PAGE_PYODIDE"; }

# need_pyodide VERSION: an offline distribution, in .cache/pyodide-VERSION.
need_pyodide() {
    step "pyodide-$1" "is there a network?" "$VENV" -m demo.localhost.offline.pyodide_dist "$1"
}

# PyScript, in .cache/pyscript-*.
need_pyscript() {
    step pyscript "is there a network?" "$VENV" -m demo.localhost.offline.pyscript_dist
}

# Cloudflare's SDK for Python Workers, in .cache/worker-sdk: the tests run demo/worker/ on it, in Node.
need_worker_sdk() {
    local project=demo/worker/pyproject.toml out=.cache/worker-sdk
    ! cmp --silent "$project" "$out/.stamp" || return 0
    rm -rf "$out"
    step worker-sdk "is there a network?" "$VENV" -m pip install --no-deps --target "$out" --group "$project:sdk"
    cp "$project" "$out/.stamp"
}

# The JupyterLite site, in .cache/jupyterlite; made again when a notebook or the wheel changes.
need_jupyterlite() {
    step jupyterlite "is there a network?" "$VENV" -m demo.localhost.offline.jupyterlite_site
}

# The browsers, Chromium's driver, and the memcached that Swift needs.
need_programs() {
    local packages=(chromium chromium-driver memcached firefox-esr webkit2gtk-driver xvfb xauth) root=() missing=0 program
    for program in chromium chromedriver memcached firefox-esr WebKitWebDriver xvfb-run; do
        have "$program" || missing=1
    done
    ((missing == 1)) || return 0
    ((EUID == 0)) || root=(sudo -n)
    # shellcheck disable=SC2015
    have apt-get && "${root[@]}" true 2>/dev/null ||
        die "browsers and memcached are needed (Debian: sudo apt-get install ${packages[*]})"
    step apt-update "is there a network?" "${root[@]}" apt-get update
    step apt-install "is there a network?" "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "${packages[@]}"
}

# set_up NEED…: meet the needs, one build.sh at a time. A need is a function's name, with its argument after a colon.
set_up() {
    local need
    mkdir -p .cache/logs
    exec 9>.cache/lock
    flock --nonblock 9 || { echo "waiting for another build.sh" >&2 && flock 9; }
    find_python
    for need; do
        # shellcheck disable=SC2086 # two words
        need_${need/:/ }
    done
    exec 9>&-
}

# ---- The commands ----

check() {
    local failed=0
    "$VENV" -m ruff format --check . || failed=1
    "$VENV" -m ruff check . || failed=1
    .cache/npm/node_modules/.bin/pyright --pythonpath "$VENV" || failed=1
    return $failed
}

show_wheel() {
    local wheel=(.cache/wheel/*.whl)
    echo "${wheel[0]} ($(stat --format=%s "${wheel[0]}") bytes)"
}

failures=()

# timed NAME COMMAND…: run a part of the tests, say how long it took, and note whether it failed.
timed() {
    local name=$1 began=$SECONDS
    shift
    echo "== $name"
    "$@" || failures+=("$name")
    echo "== $name: $((SECONDS - began)) s"
}

# run_tests NAME ARGUMENT…: pytest with the options from the command line.
run_tests() {
    local name=$1
    shift
    timed "$name" run_pytest "${options[@]}" "$@"
}

run_pytest() {
    local code=0
    "$VENV" -m pytest "$@" </dev/null || code=$?
    # 5: an option such as -k selected no test of this part.
    ((code == 0 || (code == 5 && ${#options[@]} > 0)))
}

test_all() {
    local argument version host=() browser=() node=() options=()
    trap 'exit 130' INT # pytest ends by itself at Ctrl-C, and the next part must not start
    for argument; do
        case ${argument#./} in
            --quick) options+=(-m 'not slow_page') ;;
            tests/browser/node*) node+=("$argument") ;;
            tests/browser/anywhere*) browser+=("$argument") node+=("$argument") ;;
            tests/browser* | tests/faults/browser*) browser+=("$argument") ;;
            tests*) host+=("$argument") ;;
            *) options+=("$argument") ;;
        esac
    done
    if ((${#host[@]} + ${#browser[@]} + ${#node[@]} == 0)); then
        timed check check
        host=(tests --ignore=tests/browser --ignore=tests/faults/browser)
        browser=(tests/browser tests/faults/browser --ignore=tests/browser/node)
        node=(tests/browser/node tests/browser/anywhere)
    fi
    ((${#host[@]} == 0)) || run_tests host "${host[@]}"
    ((${#browser[@]} == 0)) ||
        run_tests chrome "${browser[@]}" --rt chrome --dist-dir "$PWD/.cache/pyodide-$PAGE_PYODIDE"
    ((${#node[@]} == 0)) ||
        for version in "${PYODIDES[@]}"; do
            run_tests "node, Pyodide $version" "${node[@]}" --rt node --dist-dir "$PWD/.cache/pyodide-$version"
        done
    echo "== everything: $SECONDS s"
    ((${#failures[@]} == 0)) || die "failed: $(IFS=, && echo "${failures[*]}")"
}

command=${1:-}
shift || true
case $command in
    demo)
        set_up node venv:wheel venv:local wheel "pyodide:$PAGE_PYODIDE" pyscript
        exec "$VENV" -m demo.localhost.pages.serve_demo "$@"
        ;;
    jupyterlite)
        set_up node venv:jupyterlite wheel "pyodide:$PAGE_PYODIDE" jupyterlite
        exec "$VENV" -m demo.localhost.pages.serve_jupyterlite "$@"
        ;;
    test)
        set_up node venv:test aiobotocore npm wheel programs "${PYODIDES[@]/#/pyodide:}" pyscript worker_sdk jupyterlite
        test_all "$@"
        ;;
    bench)
        set_up node venv:bench aiobotocore npm wheel programs "pyodide:$PAGE_PYODIDE"
        exec "$VENV" -m tests.bench "$@"
        ;;
    check)
        set_up node venv:check npm
        check
        ;;
    wheel)
        needs=(venv:wheel wheel)
        for option; do
            case $option in
                --compiled) needs+=(compiled:3.13) ;;
                --compiled=3.*) needs+=("compiled:${option#*=}") ;;
                --lock) needs+=(node lock) ;;
                *) usage >&2 && exit 2 ;;
            esac
        done
        set_up "${needs[@]}"
        show_wheel
        ;;
    screenshots)
        set_up node venv:test wheel programs "pyodide:$PAGE_PYODIDE"
        exec "$VENV" -m tests.browser.demo.screenshots
        ;;
    help | -h | --help) usage ;;
    *) usage >&2 && exit 2 ;;
esac
