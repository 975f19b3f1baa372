# shellcheck shell=bash
# ./dev run: the window, or without a display the tour. Sourced, never run.

run() {
    if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        set_up build
        say "building"
        build_page
        build_window
        say "opening Clinic Desk"
        exec "$target/debug/clinic" "$@"
    fi
    set_up everything
    say "building"
    build_page
    build_window
    say "no display here: walking through the tour on a virtual screen"
    rm -rf "$target/tour"
    CLINIC_APP="$target/debug/clinic" CLINIC_TOUR="$target/tour" CLINIC_PICTURES=yes "$target/debug/tour"
    say "one screenshot of every step:"
    ls -1 "$target"/tour/*.png
}
