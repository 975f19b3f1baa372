# shellcheck shell=bash
# What ./dev needs on this computer, and how it gets it. Sourced, never run.
# Every step looks first and says what it does only when it does something.

rust_wanted="1.95"
node_wanted="20.19"
tauri_driver_wanted="2.1.0"
cargo_deny_wanted="0.20.2"

# set_up build: enough to build. set_up everything: the test tools as well.
set_up() {
    check_rust
    install_debian_packages
    check_node
    install_npm_packages
    [ "$1" = everything ] || return 0
    install_tool tauri-driver "$tauri_driver_wanted"
    install_tool cargo-deny "$cargo_deny_wanted"
}

check_rust() {
    { has cargo && has rustc; } || die "Rust is missing. Install it from https://rustup.rs (version $rust_wanted or later)."
    local version
    version="$(rustc --version | cut -d' ' -f2)"
    at_least "$version" "$rust_wanted" || die "Rust $version is too old: $rust_wanted or later is needed (rustup update stable)."
    local component
    for component in rustfmt cargo-clippy; do
        has "$component" || die "$component is missing: rustup component add rustfmt clippy"
    done
}

check_node() {
    { has node && has npm; } || die "Node.js is missing: version $node_wanted or later, from https://nodejs.org"
    local version
    version="$(node --version)"
    at_least "${version#v}" "$node_wanted" || die "Node.js $version is too old: $node_wanted or later is needed."
}

install_debian_packages() {
    local missing=() package
    if ! has dpkg-query; then
        say "this is not Debian: install by hand what scripts/debian-packages lists, under the names it has here"
        return 0
    fi
    while read -r package; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
    done < <(sed 's/#.*//; /^[[:space:]]*$/d' scripts/debian-packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing from Debian: ${missing[*]}"
    as_root apt-get -q update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}"
}

# node_modules belongs to one lock file; its checksum lies beside it.
install_npm_packages() {
    local lock stamp="ui/node_modules/.clinic-desk-lock"
    lock="$(sha256sum ui/package-lock.json | cut -d' ' -f1)"
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$lock" ] && return 0
    say "installing npm packages"
    (cd ui && npm ci --no-audit --no-fund --loglevel=error)
    echo "$lock" > "$stamp"
}

install_tool() {
    local name="$1" version="$2" have
    have="$(cargo install --list --root "$tools" 2>/dev/null | sed -n "s/^$name v\([0-9.]*\).*/\1/p")"
    [ "$have" = "$version" ] && return 0
    say "building $name $version (once; it is kept in $tools)"
    # A target folder of its own: the checkout's settings and lock are not this tool's. Unoptimised: they work for seconds
    # and would be optimised for minutes.
    (cd / && env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=256 cargo install --quiet --locked --root "$tools" "$name@$version")
}
