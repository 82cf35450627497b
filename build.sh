#!/usr/bin/env bash
# Sets up what a command needs, once, and runs it. Everything downloaded or made is under .cache/.
set -euo pipefail
export CALLED_FROM=$PWD # a folder that is named is meant from there
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'END'
usage: ./build.sh COMMAND
  demo [--port N]             serve the demo page and a local AWS, until Ctrl-C
       [--aws-port N]         the local AWS's port: 100 above the page's, or a free one if that is taken
  jupyterlite [--port N]      serve JupyterLite with notebooks, and a local AWS, until Ctrl-C
       [--aws-port N]
  site [--cdn] [--out DIR]    make a static site of the demo, the guide and JupyterLite in .cache/site, or DIR, for any
                              static host; --cdn: Pyodide comes from jsdelivr
  test [tests/…] [options]    every check and test, on all cores; or the named tests, after setting up what these need;
                              --quick leaves out what is slow; other options are pytest's
  bench [NAME…] [--quick]     how fast it is beside aws4fetch, botocore, boto3 and awscrt: all figures, or the named ones
  check                       formatting, lint and types
  wheel [--compiled[=3.13]]   build the wheel; the same as bytecode, for the Pyodide that runs on this Python
        [--lock]              and a pyodide-lock.json that has the wheel: a page needs no micropip, as demo --lock shows
  screenshots                 make demo/screenshots/ again
PYTHON=… names the Python to use (3.11 or newer); CORES=… says how many parts of the tests may run at a time.
END
}

readonly PAGE_PYODIDE=314.0.7
readonly PYODIDES=(0.27.7 0.29.5 "$PAGE_PYODIDE")
readonly VENV=.cache/venv/bin/python
CORES=${CORES:-$(nproc)}

# What tests need besides venv:test. A line is for all tests whose path begins with its first word.
test_needs() {
    local wheel="venv:wheel wheel" pyodides="${PYODIDES[*]/#/pyodide:}"
    local page="venv:browser $wheel programs:chromium quick:$PAGE_PYODIDE"
    cat <<END
tests/browser/anywhere        $page $pyodides
tests/browser/demo            $page npm sign_in programs:firefox programs:webkit
tests/browser/fs              $page programs:firefox programs:webkit
tests/browser/lab             $page venv:jupyterlite jupyterlite
tests/browser/node            venv:browser $wheel vectors worker_sdk $pyodides
tests/browser/sign_in         $page npm pyscript sign_in
tests/browser/site            $page venv:site npm sign_in jupyterlite
tests/browser/test_           $page npm vectors swift programs:memcached pyscript sign_in
tests/credentials             venv:local
tests/demo                    venv:notebooks
tests/differential            npm
tests/docs/test_boto3         venv:local
tests/docs/test_readme        $page venv:docs venv:local venv:jupyterlite venv:site pyscript jupyterlite sign_in
tests/docs/test_frameworks    venv:docs venv:local
tests/docs/test_guide         venv:docs venv:local npm
tests/faults/browser          $page programs:firefox programs:webkit
tests/harness/aws             venv:local
tests/harness/offline         venv:jupyterlite quick:$PAGE_PYODIDE
tests/harness/pages           venv:local
tests/harness/test_bench      $page venv:bench aiobotocore npm
tests/harness/test_processes  venv:local
tests/harness/test_release    $wheel venv:publishing venv:local
tests/harness/test_workflows  venv:publishing
tests/libraries               venv:local venv:libraries venv:notebooks aiobotocore
tests/servers                 venv:local swift programs:memcached
tests/tokens                  venv:tokens
tests/typing                  venv:typing npm
tests/unit/test_wheel         $wheel
tests/vectors                 vectors
tests/worker/test_snapshot    pyodide:$PAGE_PYODIDE worker_sdk
END
}

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

# need_venv GROUP…: .cache/venv, with the project (editable), its dependencies and these dependency groups.
# It is made again when pyproject.toml or the Python changes.
need_venv() {
    local stamp=.cache/venv/.stamp want group missing=()
    want=$({ "$PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)' && cat pyproject.toml; } | sha256sum)
    if [[ ! -e $stamp || $(<"$stamp") != "$want" ]]; then
        step venv "on Debian, apt-get install python3-venv" "$PYTHON" -m venv --clear .cache/venv
        # pip has had dependency groups since 25.1.
        step pip "is there a network?" "$VENV" -m pip install --upgrade 'pip>=25.1'
        echo "$want" >"$stamp"
    fi
    for group; do
        [[ -e $stamp-$group ]] || missing+=("$group")
    done
    ((${#missing[@]} > 0)) || return 0
    # --no-compile halves the time: most of botocore and moto is never imported.
    step "pip-$(IFS=+ && echo "${missing[*]}")" "is there a network?" \
        "$VENV" -m pip install --no-compile "${missing[@]/#/--group=}" --editable .
    touch "${missing[@]/#/$stamp-}"
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
    need_node
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

# need_pyodide VERSION…: offline distributions, in .cache/pyodide-VERSION.
need_pyodide() {
    local version
    need_node
    for version; do
        step "pyodide-$version" "is there a network?" "$VENV" -m demo.localhost.offline.pyodide_dist "$version"
    done
}

# need_quick VERSION: one that starts in half the time, in .cache/pyodide-VERSION-quick; and what it is made of.
need_quick() {
    need_node
    step "quick-$1" "is there a network?" "$VENV" -m demo.localhost.offline.quick_dist "$1"
}

# PyScript, in .cache/pyscript-*.
need_pyscript() {
    need_node
    step pyscript "is there a network?" "$VENV" -m demo.localhost.offline.pyscript_dist
}

# What the sign-in page and its issuer take from npm, in .cache/sign-in.
need_sign_in() {
    need_node
    step sign-in "is there a network?" "$VENV" -m demo.localhost.offline.sign_in_packages
}

# AWS's signing suite, in .cache/awscrt-*-vectors.
need_vectors() {
    step vectors "is there a network?" "$VENV" -m tests.vectors.suite
}

# A server with S3, in .cache/swift.
need_swift() {
    step swift "is there a network?" "$VENV" -m tests.servers.swift --install
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

# need_programs NAME…: the browsers chromium (with its driver), firefox and webkit, and the memcached that Swift needs.
need_programs() {
    local name program root=() packages=()
    local -A programs=([chromium]="chromium chromedriver" [firefox]=firefox-esr [webkit]="WebKitWebDriver xvfb-run")
    local -A debian=([chromium]="chromium chromium-driver" [firefox]=firefox-esr [webkit]="webkit2gtk-driver xvfb xauth")
    for name; do
        for program in ${programs[$name]:-$name}; do
            # shellcheck disable=SC2206 # several words
            have "$program" || packages+=(${debian[$name]:-$name})
        done
    done
    ((${#packages[@]} > 0)) || return 0
    ((EUID == 0)) || root=(sudo -n)
    # shellcheck disable=SC2015
    have apt-get && "${root[@]}" true 2>/dev/null ||
        die "programs are missing (Debian: sudo apt-get install ${packages[*]})"
    step apt-update "is there a network?" "${root[@]}" apt-get update
    step apt-install "is there a network?" "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "${packages[@]}"
}

# What is needed later may use what is needed before.
readonly NEEDS=(node venv aiobotocore npm wheel programs pyodide quick pyscript sign_in vectors swift worker_sdk jupyterlite compiled lock)

# set_up NEED…: meet the needs, one build.sh at a time. A need is the name of a function here; after a colon comes an
# argument. A function is called once, with all its arguments.
set_up() {
    local name need needs arguments
    mkdir -p .cache/logs
    exec 9>.cache/lock
    flock --nonblock 9 || { echo "waiting for another build.sh" >&2 && flock 9; }
    find_python
    for name in "${NEEDS[@]}"; do
        mapfile -t needs < <(printf '%s\n' "$@" | grep -E "^$name(:|$)" | sort -u)
        arguments=()
        for need in "${needs[@]}"; do
            [[ $need == "$name" ]] || arguments+=("${need#*:}")
        done
        ((${#needs[@]} == 0)) || "need_$name" "${arguments[@]}"
    done
    exec 9>&-
}

# needs_of [PATH…]: what the tests at these paths need, one need a line; without a path, what everything needs.
needs_of() {
    local start needs path
    echo venv:test
    (($# > 0)) || { printf '%s\n' venv:check npm && set -- tests; }
    while read -r start needs; do
        for path; do
            # shellcheck disable=SC2086 # several words
            [[ $path != "$start"* && $start != "$path"* ]] || printf '%s\n' $needs
        done
    done < <(test_needs)
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

# straight NAME COMMAND…: run a part of the tests, say how long it took, and note whether it failed.
straight() {
    local name=$1 began=$SECONDS
    shift
    echo "== $name"
    "$@" || failures+=("$name")
    echo "== $name: $((SECONDS - began)) s"
}

declare -A running=() began=() # by process: a part's name, and when it began

# beside NAME COMMAND…: run a part of the tests beside the others, as soon as there is a core for it.
beside() {
    local name=$1
    shift
    trap 'end_all 130' INT
    trap 'end_all 143' TERM
    trap 'end_all 129' HUP
    ((${#running[@]} < CORES)) || show_next
    echo "-- $name begins"
    set -m # it gets a process group of its own, so that all of it can be ended
    "$@" </dev/null >".cache/logs/test-$name.log" 2>&1 &
    set +m
    running[$!]=$name began[$!]=$SECONDS
}

# show_next: wait until a part ends, and show what it printed.
show_next() {
    local process code=0 name
    wait -n -p process "${!running[@]}" || code=$?
    name=${running[$process]}
    echo "== $name"
    cat ".cache/logs/test-$name.log"
    echo "== $name: $((SECONDS - began[$process])) s"
    ((code == 0)) || failures+=("$name")
    unset "running[$process]"
}

# end_all CODE: interrupt the parts that run, as Ctrl-C would, and wait for them; a second Ctrl-C kills them.
end_all() {
    local groups # of the shell, and not of `running`: a part may have begun this very moment
    mapfile -t groups < <(jobs -p)
    set +m # so that bash does not tell how each of them ended
    trap '' TERM HUP
    trap 'signal_all KILL' INT
    signal_all INT
    while [[ -n $(jobs -r) ]]; do
        wait || true
    done
    signal_all KILL # what is left of them
    echo "ended before they were done: $(IFS=, && echo "${running[*]}")" >&2
    exit "$1"
}

# signal_all SIGNAL: to all processes of `groups`.
signal_all() {
    local group
    for group in "${groups[@]}"; do
        kill "-$1" -- "-$group" 2>/dev/null || true # it may have ended
    done
}

# finish: wait for the parts that run, and name those that failed.
finish() {
    while ((${#running[@]} > 0)); do
        show_next
    done
    echo "== everything: $SECONDS s"
    ((${#failures[@]} == 0)) || die "failed: $(IFS=, && echo "${failures[*]}")"
}

run_pytest() {
    local code=0
    "$VENV" -m pytest "${options[@]}" "$@" </dev/null || code=$?
    # 5: an option such as -k selected no test of this part.
    ((code == 0 || (code == 5 && ${#options[@]} > 0)))
}

paths=() options=()

# sort_arguments ARGUMENT…: into the paths, and the options for pytest.
sort_arguments() {
    local argument
    for argument; do
        case ${argument#./} in
            --quick) options+=(-m 'not slow_page') ;;
            tests | tests/*) argument=${argument#./} && paths+=("${argument%/}") ;;
            *) options+=("$argument") ;;
        esac
    done
}

# on_host|on_page|on_node RUN NAME PATH…: a part of the tests, by what it runs on; RUN is straight or beside.
on_host() {
    "$1" "$2" run_pytest "${@:3}" --ignore=tests/browser --ignore=tests/faults/browser
}

on_page() {
    "$1" "$2" run_pytest "${@:3}" --rt chrome --dist-dir "$PWD/.cache/pyodide-$PAGE_PYODIDE-quick"
}

on_node() {
    local version
    for version in "${PYODIDES[@]}"; do
        "$1" "$2-$version" run_pytest "${@:3}" --rt node --dist-dir "$PWD/.cache/pyodide-$version"
    done
}

# What is named on the command line, straight to the terminal.
test_named() {
    local path host=() page=() node=()
    trap 'exit 130' INT # pytest ends by itself at Ctrl-C, and the next part must not start
    for path in "${paths[@]}"; do
        case $path in
            tests) host+=(tests) page+=(tests/browser tests/faults/browser) node+=(tests/browser) ;;
            tests/faults) host+=("$path") page+=(tests/faults/browser) ;;
            tests/browser | tests/browser/anywhere*) page+=("$path") node+=("$path") ;;
            tests/browser/node*) node+=("$path") ;;
            tests/browser* | tests/faults/browser*) page+=("$path") ;;
            *) host+=("$path") ;;
        esac
    done
    ((${#host[@]} == 0)) || on_host straight host "${host[@]}"
    ((${#page[@]} == 0)) || on_page straight chrome "${page[@]}"
    ((${#node[@]} == 0)) || on_node straight node "${node[@]}"
    finish
}

# Everything, on all cores: the longest parts first, so that none is left to run alone at the end.
test_everything() {
    local apart_on_page=(tests/browser/demo tests/browser/fs tests/browser/lab tests/browser/sign_in tests/browser/site)
    local apart=(tests/harness tests/servers tests/docs tests/faults)
    on_page beside demo tests/browser/demo
    on_page beside chrome tests/browser "${apart_on_page[@]/#/--ignore=}"
    on_host beside host tests "${apart[@]/#/--ignore=}"
    on_page beside sign-in tests/browser/sign_in
    on_page beside file-system tests/browser/fs
    on_page beside lab tests/browser/lab tests/browser/site
    on_page beside faults-in-browsers tests/faults/browser
    on_host beside harness tests/harness
    on_host beside servers "${apart[@]:1}"
    on_node beside node tests/browser
    beside check check
    finish
}

[[ ${BASH_SOURCE[0]} == "$0" ]] || return 0 # a test looks into it

command=${1:-}
shift || true
case $command in
    check | screenshots) (($# == 0)) || { usage >&2 && exit 2; } ;;
esac
case $command in
    demo)
        set_up venv:wheel venv:local wheel "quick:$PAGE_PYODIDE" pyscript sign_in
        exec "$VENV" -m demo.localhost.pages.serve_demo "$@"
        ;;
    jupyterlite)
        set_up venv:jupyterlite wheel "quick:$PAGE_PYODIDE" jupyterlite
        exec "$VENV" -m demo.localhost.pages.serve_jupyterlite "$@"
        ;;
    site)
        set_up venv:site wheel "quick:$PAGE_PYODIDE" sign_in jupyterlite
        exec "$VENV" -m demo.localhost.site "$@"
        ;;
    test)
        sort_arguments "$@"
        mapfile -t needs < <(needs_of "${paths[@]}")
        set_up "${needs[@]}"
        if ((${#paths[@]} == 0)); then test_everything; else test_named; fi
        ;;
    bench)
        set_up venv:bench aiobotocore npm wheel programs:chromium "pyodide:$PAGE_PYODIDE"
        exec "$VENV" -m tests.bench "$@"
        ;;
    check)
        set_up venv:check venv:test venv:browser venv:docs venv:notebooks venv:tokens npm # pyright reads the tests too
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
        set_up venv:browser wheel venv:wheel programs:chromium "quick:$PAGE_PYODIDE"
        exec "$VENV" -m tests.browser.demo.screenshots
        ;;
    help | -h | --help) usage ;;
    *) usage >&2 && exit 2 ;;
esac
