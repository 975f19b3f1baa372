# shellcheck shell=bash
# Shared by every command of ./dev. Sourced, never run.

# Tools and servers that are worth keeping live outside the checkout, so that a new clone finds them.
cache="${CLINIC_DESK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/clinic-desk}"
tools="$cache/tools"
target="${CARGO_TARGET_DIR:-$PWD/target}"
export PATH="$tools/bin:$HOME/.cargo/bin:$PATH"

# The page comes out of the program itself, as it does for a user, not from a development server.
page_features="clinic-desktop/custom-protocol"

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ -z "${CI:-}" ]; then
    bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
    bold="" red="" green="" plain=""
fi

say() { printf '%s\n' "${bold}$*${plain}"; }
die() { printf '%s\n' "${red}./dev: $*${plain}" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Whether version $1 is at least version $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif has sudo; then sudo "$@"
    else die "this needs root and there is no sudo: $*"
    fi
}

# The page, unless it is there already and nothing that goes into it is newer.
build_page() {
    local page="ui/dist/index.html"
    if [ -f "$page" ] && [ -z "$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/src/paraglide -prune \
        -o -path ui/.svelte-check -prune -o -newer "$page" -print -quit)" ]; then
        echo "nothing changed since the page was built"
    else
        (cd ui && npm run --silent build)
    fi
}

# The window, as a user has it but unoptimised: $target/debug/clinic; with the tour, which would otherwise compile the
# libraries again with features of its own.
build_window() { cargo build --locked --workspace --bins --features "$page_features"; }

bench() {
    say "measuring, in release"
    cargo bench --locked -p clinic --bench desk -- "$@"
}
