# shellcheck shell=bash
# What comes from Debian's archive: tried again after pauses, and told apart from what fails here.
# shellcheck disable=SC2154 # who sources this has `here`, the folder of the scripts, and `fail`

# What a script exits with when the archive does not give what it needs. It says nothing about the
# code under test: .ci/run counts such a step as not run.
readonly unfetched=75 # EX_TEMPFAIL in sysexits.h

# The archive's main part: a URL, or a line of sources.list. A mirror named here is the only one.
readonly archive=${REDSTART_ARCHIVE:-http://deb.debian.org/debian}

# Seconds before each further try.
read -ra pauses <<<"${REDSTART_PAUSES-15 45 120}"

# A mirror that does not answer costs no more than this.
readonly -a short_waits=(-o Acquire::Retries=2 -o Acquire::http::Timeout=20)

# archive_is_to_blame LOG: apt says there that something could not be fetched.
archive_is_to_blame() {
    grep -qE "^E: (Failed to fetch|Unable to fetch|Some index files failed|Release file .* (expired|not valid)|\
The repository .* (does not have a Release file|is no longer signed|is not signed))" -- "$1"
}

# fetching COMMAND [ARGUMENT]...: calls `COMMAND LOG ARGUMENT...`, which writes to the file LOG what apt
# says; after each pause once more, as long as only the archive is to blame. Returns `unfetched` where
# it was so to the end, 1 where something else failed.
fetching() {
    local command=$1 log pause
    shift
    log=$(mktemp)
    for pause in "${pauses[@]}" last; do
        : >"$log"
        if "$command" "$log" "$@"; then rm -- "$log"; return 0; fi
        archive_is_to_blame "$log" || { rm -- "$log"; return 1; }
        [[ $pause != last ]] || break
        printf 'the archive does not give it; once more in %s s\n' "$pause" >&2
        sleep "$pause"
    done
    rm -- "$log"
    return "$unfetched"
}

# fetch_packages LOG PACKAGE...: with `become` and `apt` of the caller. What fails after this is no fault
# of the archive. Lists that cannot be had may still be there from yesterday: what apt can do with
# them decides.
fetch_packages() {
    local log=$1
    local -a fetch=("${become[@]}" "${apt[@]}" "${short_waits[@]}")
    shift
    "$here/lib/quietly" --log "$log" "reading the package lists" "${fetch[@]}" update --error-on=any || true
    "$here/lib/quietly" --log "$log" "fetching packages" \
        "${fetch[@]}" install --no-install-recommends --download-only "$@"
}

# alone COMMAND...: apt does not wait for another apt that reads lists or fetches, so ours take turns.
alone() {
    (flock 9 && "$@") 9<"$here/lib/archive.sh"
}

# install_packages PACKAGE...: by apt, as root or by sudo without a question. Ends the script where it
# cannot be done: with `unfetched` where the archive is to blame.
install_packages() {
    alone fetch_and_install "$@" || exit
}

fetch_and_install() {
    local status=0
    local -a become=() apt=(env LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -y
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    ((EUID == 0)) || become=(sudo -n)
    fetching fetch_packages "$@" || status=$?
    if ((status == unfetched)); then
        (fail "Debian's archive does not give $* (is there a network?); try again later") || exit "$unfetched"
    fi
    ((status == 0)) && "$here/lib/quietly" "installing packages" "${become[@]}" "${apt[@]}" \
        install --no-install-recommends --no-download "$@" ||
        fail "apt could not install $*; apt-get install --no-install-recommends says more"
}
