# shellcheck shell=bash
# ./dev test: everything that must hold, counted. Sourced, never run.
# A step that fails counts and is shown; the steps after it run all the same. The last line is the sum.

passed=0
failed=0
broken=()
not_checked=()
verbose=""
logs="$target/dev-test"
running=""
built=""
# What a run from nothing takes of the disk, tools, build and the servers' data together.
disk_gigabytes=10

run_tests() {
    local parts=() server="mariadb"
    while [ $# -gt 0 ]; do
        case "$1" in
            --server) server="${2:-}"; shift 2 || die "--server needs a name" ;;
            --only) parts+=("${2:-}"); shift 2 || die "--only needs a name" ;;
            --verbose) verbose=yes; shift ;;
            *) die "test: there is no option '$1'" ;;
        esac
    done
    [ ${#parts[@]} -gt 0 ] || parts=(lint rust ui e2e)
    local part
    for part in "${parts[@]}"; do
        case "$part" in lint | rust | ui | e2e) ;; *) die "test: there is no part '$part'" ;; esac
    done

    # A clone that is built once gains nothing from incremental builds, which take time and gigabytes.
    if [ -n "${CI:-}" ]; then export CARGO_INCREMENTAL=0; fi
    set_up everything
    # Clippy is the compiler with more to say, and a warning ends it. One build with it serves the lints, the tests and the
    # window: linting apart from building, or building packages apart from each other, compiles the libraries two and three times.
    export RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS="-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"
    choose_server "$server"
    mkdir -p "$logs"
    # A full disk ends a run anywhere, with words that name anything but the disk.
    [ "$(free_gigabytes)" -ge "$disk_gigabytes" ] || [ -e "$target/debug/clinic" ] ||
        say "${red}little disk${plain}  a run from nothing takes $disk_gigabytes GB and $(free_gigabytes) GB are free on the disk of $target"
    trap stop_servers EXIT
    trap 'stop_running; exit 130' INT TERM

    # The shell takes the page in when it is compiled.
    one_check "build the page" 300 build_page
    for part in "${parts[@]}"; do "test_$part"; done
    stop_servers
    # What a journey's server kept went with it; what they were copied from, and what is left, tells why something failed.
    [ "$failed" != 0 ] || find "$PWD/target/e2e" -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} + 2>/dev/null || true
    report
}

choose_server() {
    case "$1" in
        mariadb) unset CLINIC_TEST_SERVER ;;
        mysql)
            CLINIC_MYSQL_HOME="$(scripts/fetch-mysql "$cache/mysql")" || die "no MySQL could be fetched"
            export CLINIC_TEST_SERVER=mysql CLINIC_MYSQL_HOME
            ;;
        *) die "test: the server is mariadb or mysql, not '$1'" ;;
    esac
}

test_lint() {
    one_check "format of the Rust code" 120 cargo fmt --all --check
    build_once
    one_check "the scripts" 60 shellcheck -x dev .ci/run scripts/fetch-mysql scripts/verify-package scripts/verify-package-inside
    one_check "licences, bans, sources of the crates" 300 cargo deny --workspace --locked check licenses bans sources
    audit "known faults in the crates" "advisory database|fetch" cargo deny --workspace --locked check advisories
    audit "known faults in the npm packages" "audit endpoint returned an error" npm_audit
    one_check "types, lint and format of the page" 600 check_page
}

build_once() {
    [ -n "$built" ] || one_check "build, and what clippy says" 2400 build_with_clippy
    built=yes
}

build_with_clippy() { cargo_here build --keep-going --all-targets && cargo_here build --test desk; }

# cargo_here VERB …: all packages, so that every verb finds the features of one build.
cargo_here() { cargo "$1" --locked --workspace --features "$page_features" "${@:2}"; }

test_rust() {
    build_once
    # More tests than cores: each waits for the server half of its time.
    export RUST_TEST_THREADS=4
    # So many programs are killed while they write a note; most of their time is sleeping.
    export CLINIC_KILLS=1000
    counted "rules, flows, documentation examples" cargo_counts 1500 cargo_here test --no-fail-fast
}

test_ui() {
    counted "components" vitest_counts 600 test_page
}

test_e2e() {
    build_once
    # Each has a window or two, screens, drivers and a server of its own: more at a time than there are cores makes seconds
    # of what takes a person's patience in a window that is alone.
    export CLINIC_APP="$target/debug/clinic" RUST_TEST_THREADS=2
    counted "end to end, in the real window" cargo_counts 1800 \
        cargo test --locked --workspace --features "$page_features" --no-fail-fast --test desk
}

free_gigabytes() { df --output=avail --block-size=1G "$target" | tail -n 1 | tr -dc 0-9; }

# The page was built, and with it the messages.
check_page() {
    local types ended=0
    (cd ui && npm run --silent check:types) & types=$!
    (cd ui && npm run --silent check:style) || ended=$?
    wait "$types" || ended=$?
    return $ended
}
test_page() { (cd ui && npm run --silent test:built -- --reporter=default --reporter=json --outputFile.json="$logs/vitest.json"); }
npm_audit() { (cd ui && npm audit --audit-level=high); }

# ---- counting ----

# one_check NAME SECONDS COMMAND…: passes or fails as a whole.
one_check() {
    local name="$1" limit="$2"
    shift 2
    if logged "$name" "$limit" "$@"; then passed=$((passed + 1)); else failure "$name" 1; fi
}

# counted NAME COUNTS SECONDS COMMAND…: COUNTS reads "passed failed" out of the log.
counted() {
    local name="$1" counts="$2" limit="$3" good bad ended=0
    shift 3
    logged "$name" "$limit" "$@" || ended=1
    read -r good bad < <("$counts" "$(log_of "$name")")
    # A run that broke off, or that ran nothing, is not a run without failures.
    if [ "$bad" = 0 ] && { [ $ended != 0 ] || [ "$good" = 0 ]; }; then bad=1; fi
    say "        $good passed, $bad failed"
    passed=$((passed + good))
    [ "$bad" = 0 ] || failure "$name" "$bad"
}

# audit NAME PATTERN COMMAND…: where the list of known faults cannot be reached (its answer matches PATTERN), says so.
audit() {
    local name="$1" unreachable="$2"
    shift 2
    if logged "$name" 300 "$@"; then
        passed=$((passed + 1))
    elif grep -qE "$unreachable" "$(log_of "$name")"; then
        not_checked+=("$name: the list of known faults cannot be reached from here")
        say "        not checked: the list cannot be reached from here"
    else
        failure "$name" 1
    fi
}

failure() {
    failed=$((failed + $2))
    broken+=("$1")
    say "${red}FAILED  $1${plain} ($(free_gigabytes) GB of disk are free); what failed, and the end of $(log_of "$1"):"
    # What cannot be shown, because whoever reads has gone or the disk is full, does not keep the rest from running.
    [ -n "$verbose" ] || { what_failed "$1"; tail -n 120 "$(log_of "$1")"; } | sed 's/^/    /' || true
}

# The tests that failed and why, first: whoever keeps only the beginning of our output still learns the names.
what_failed() {
    grep -aE '^test .* FAILED$|^ *(FAIL|×|AssertionError|Error:)|panicked at' "$(log_of "$1")" | cut -c 1-900 | head -n 30 || true
}

log_of() { printf '%s/%s.log' "$logs" "$(printf '%s' "$1" | tr -cs 'A-Za-z0-9' '-')"; }

# logged NAME SECONDS COMMAND…: runs it with a time limit; its output goes to its log.
logged() {
    local name="$1" limit="$2" log began ended=0
    shift 2
    log="$(log_of "$name")"
    began=$(date +%s)
    say "${bold}test${plain}    $name"
    ( "$@" ) > "$log" 2>&1 < /dev/null &
    running=$!
    local follower="" guard
    if [ -n "$verbose" ]; then tail -n +1 -f --pid="$running" "$log" & follower=$!; fi
    ( sleep "$limit"; echo "./dev: stopped after $limit s" >> "$log"; stop_tree "$running" ) > /dev/null 2>&1 &
    guard=$!
    wait "$running" || ended=$?
    running=""
    stop_tree "$guard"
    wait "$guard" 2>/dev/null || true
    [ -z "$follower" ] || wait "$follower" || true
    say "        $([ $ended = 0 ] && echo "${green}done${plain}" || echo "${red}exit code $ended${plain}") after $(($(date +%s) - began)) s"
    return $ended
}

# Ends a process of ours and everything that it started; itself first, so that it does not go on when a child ends.
stop_tree() {
    local child children
    children="$(ps -o pid= --ppid "$1" 2>/dev/null || true)"
    kill "$1" 2>/dev/null || true
    for child in $children; do stop_tree "$child"; done
}

stop_running() { [ -z "$running" ] || stop_tree "$running"; }

# Ends the database servers that the tests of this checkout started, by the pid files in its own target folder.
stop_servers() {
    local file pid
    while read -r file; do
        pid="$(tr -dc 0-9 < "$file")"
        if [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null < "/proc/$pid/cmdline" | grep -qF -- "$(dirname "$file")/"; then
            kill "$pid" 2>/dev/null || true
            for _ in $(seq 100); do [ -d "/proc/$pid" ] || break; sleep 0.1; done
        fi
    done < <(find "$PWD/target/test-server" "$PWD/target/e2e" -name server.pid 2>/dev/null)
    rm -rf "$PWD/target/test-server"
}

# Sums the closing lines of cargo's test programs.
cargo_counts() {
    awk '/^test result: / { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) good += $(i - 1); if ($i ~ /^failed/) bad += $(i - 1) } }
         END { print good + 0, bad + 0 }' "$1"
}

vitest_counts() {
    node -e '
        const read = () => { try { return JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")); } catch { return {}; } };
        const { numPassedTests = 0, numFailedTests = 0 } = read();
        console.log(numPassedTests, numFailedTests);
    ' "$logs/vitest.json"
}

report() {
    local line
    echo
    for line in "${not_checked[@]}"; do echo "not checked: $line"; done
    for line in "${broken[@]}"; do echo "${red}failed: $line${plain}"; done
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
