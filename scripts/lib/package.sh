# shellcheck shell=bash
# ./dev package: the .deb and the .rpm, and the proof that the .deb works elsewhere. Sourced, never run.

package() {
    local verify=""
    case "${1:-}" in
        "") ;;
        --verify) verify=yes ;;
        *) die "package: there is no option '$1'" ;;
    esac
    [ "$target" = "$PWD/target" ] || die "package: the bundle is made in target/; unset CARGO_TARGET_DIR"
    set_up build
    # rpmbuild is not needed, the bundler writes the package itself; `rpm` only looks into it.
    build_bundles
    say "packages:"
    ls -l "${bundles[@]}"
    if [ -n "$verify" ]; then scripts/verify-package "${bundles[0]}" "$cache" "$target/package/verified"; fi
}

build_bundles() {
    local folder="$target/release/bundle"
    rm -rf "$folder"
    say "building in release (this takes some minutes)"
    # One build for both programs; the bundler alone would only build the window.
    ui/node_modules/.bin/tauri build --ci --bundles deb,rpm -- --locked -p clinic-desktop -p clinic-admin
    local file kind results="$target/package"
    rm -rf "$results"
    mkdir -p "$results"
    bundles=()
    for kind in deb rpm; do
        # The bundler can end well without having made anything; what it makes has a name with a space.
        file="$(find "$folder/$kind" -maxdepth 1 -name "*.$kind" -size +1M 2>/dev/null | head -n 1)"
        [ -n "$file" ] || die "package: the .$kind was not made"
        bundles+=("$results/$(basename "$file" | sed 's/^Clinic Desk/clinic-desk/')")
        cp "$file" "${bundles[-1]}"
    done
    check_deb "${bundles[0]}"
}

check_deb() {
    local contents wanted
    contents="$(dpkg-deb --contents "$1")"
    for wanted in ' (./)?usr/bin/clinic$' ' (./)?usr/bin/clinic-admin$' '\.desktop$' 'hicolor/128x128/apps/.*\.png$'; do
        grep -qE "$wanted" <<< "$contents" || die "package: nothing like $wanted in $1"
    done
    dpkg-deb --field "$1" Recommends | grep -q mariadb-server-core || die "package: $1 does not recommend the database server"
    if dpkg-deb --field "$1" Depends | grep -q mariadb; then die "package: $1 must not depend on a database server"; fi
}
