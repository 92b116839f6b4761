# What a systemd does with a service that hangs, and what its next life does: tests/deploy/run has it.
# shellcheck shell=bash disable=SC2034,SC2154 # who sources this has `root`, `suite`, `place`, `work`, `host`

readonly short_watchdog=2s

# The simulated microphone of the dev build runs only where the libraries are as new as here.
gives_a_microphone() {
    local simulated=$root/build/dev/simulated
    if ! grep -qx "VERSION_CODENAME=$release" /etc/os-release || [[ ! -d $simulated ]]; then
        printf 'deploy: skipped: a service that hangs; it takes the dev build, on %s\n' "$release"
        return 1
    fi
    mkdir -p -- "$place/opt/simulated" "$drop_ins"
    cp -- "$simulated"/*.so "$place/opt/simulated"
    sed "s|$simulated|/opt/simulated|" "$simulated/asound.conf" >"$place/opt/simulated/asound.conf"
    printf '[Service]\nWatchdogSec=%s\nEnvironment=ALSA_CONFIG_PATH=/opt/simulated/asound.conf\n' \
        "$short_watchdog" >"$drop_ins/hangs.conf"
    on_host systemctl daemon-reload
    configure '[audio]' 'device = "microphone:SOURCE=counter"' 'ring = "6s"'
}

service_pid() {
    on_host systemctl show --property MainPID --value redstart
}

# hang_in_a_take THREAD: it moves no more, and the card has two seconds of the take.
hang_in_a_take() {
    local pid
    eventually "a service is armed before its $1 hangs" "redstart status | grep -q '^state *armed'"
    on_host redstart start >"$work/said" || fail "start before $1 hangs"
    part=$(<"$work/said")
    eventually "two seconds of a take are on the card" \
        "redstart status --json | grep -q '\"frames_on_card\": *[0-9]\{6\}'"
    pid=$(service_pid)
    if [[ $1 == loop ]]; then
        on_host kill -STOP "$pid"
    else
        : >"$work/frozen"
        "$root/tests/deploy/freeze" "$(pgrep -P "$host")" "$pid" "$1" >"$work/frozen" 2>&1 &
        until grep -q frozen "$work/frozen"; do
            kill -0 $! || fail "freezing $1: $(<"$work/frozen")"
            sleep 0.1
        done
    fi
    begin=$SECONDS
}

# restarts THREAD: systemd ends the service that hangs, and the next life has the take.
restarts() {
    local before part begin timeouts="journalctl -u redstart | grep -c 'Watchdog timeout' || true"
    before=$(on_host "$timeouts")
    hang_in_a_take "$1"
    eventually "a $1 that hangs is the watchdog's business" "[ \$($timeouts) -gt $before ]"
    eventually "the service is started again" "redstart status || [ \$? = 3 ]"
    printf 'deploy: ok: %s hung: ended and started again after %d s\n' "$1" $((SECONDS - begin))
    eventually "its next life finishes the take that was left" \
        "[ ! -e '$part' ] && redstart verify '${part%.part}'"
}

restarts_what_hangs() {
    patience=90 # a writer may hang for the ring and half a minute
    gives_a_microphone || return 0
    for thread in loop capture writer; do restarts "$thread"; done
    rm -- "$drop_ins/hangs.conf"
    on_host systemctl daemon-reload
}
