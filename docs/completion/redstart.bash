# What bash offers after "redstart" and Tab: commands, options, boards, sound cards, files.
# shellcheck shell=bash

_redstart_commands="run record start stop toggle split mark keep note delete undelete status devices doctor plan play monitor session export info verify repair report trim convert board"

# _redstart_options COMMAND: "" is the program itself.
_redstart_options() {
    local ask="--socket --config" sound="-D --device -f --format -r --rate -c --channels --chunk"
    case $1 in
        "") echo "--version" ;;
        run) echo "--config --board --folder --socket --listen-socket --press-for" ;;
        record) echo "$sound -d --duration -s --samples -t --file-type --process-id-file --max-file-time --rf64 --sidecar --note --ask --voice --hold --voice-split -V --vumeter -q --quiet --no-drop" ;;
        start) echo "$ask --name --note" ;;
        stop | toggle | split | mark | keep | note | delete | undelete) echo "$ask" ;;
        status) echo "$ask --json --follow" ;;
        devices) echo "--json --mixer" ;;
        doctor) echo "--config --board --json --listen --yes --card-for" ;;
        verify) echo "--json" ;;
        info) echo "--json --csv --labels" ;;
        plan) echo "--config --board $sound" ;;
        play) echo "-D --device" ;;
        monitor) echo "$sound --output --latency" ;;
        session) echo "$sound --folder --ask --note --seed --in-order --shortest --quietest --clips --with-gaps --flac --pedal --config" ;;
        export) echo "--as --to --split --seed --by-take --with-gaps --copy --shard-size" ;;
        repair) echo "--apply" ;;
        board) echo "--apply --root" ;;
        report) echo "--json --from --to --svg" ;;
        trim) echo "--voice --hold --split --folder -o --output" ;;
        convert) echo "--to --remove" ;;
    esac
    echo "-h --help"
}

_redstart_boards() {
    local profile
    for profile in /usr/{,local/}share/redstart/board/*/redstart.toml; do
        [[ -e $profile ]] || continue
        profile=${profile%/redstart.toml}
        echo "${profile##*/}"
    done
}

# _redstart_cards c|p: what can capture or play, as the kernel lists it. No device is opened for it.
_redstart_cards() {
    local pcm number id
    echo default
    for pcm in /proc/asound/card[0-9]*/pcm*"$1"; do
        [[ -r ${pcm%/*}/id ]] || continue
        id=$(<"${pcm%/*}/id")
        number=${pcm##*/pcm}
        echo "hw:CARD=$id,DEV=${number%"$1"}"
    done
}

# _redstart_values OPTION COMMAND: what may follow an option; nothing for a file; false for a flag.
_redstart_values() {
    case $1 in
        --config | --folder | --socket) ;;
        --board) _redstart_boards ;;
        -D | --device) if [[ $2 == play ]]; then _redstart_cards p; else _redstart_cards c; fi ;;
        --output) if [[ $2 != trim ]]; then _redstart_cards p; fi ;;
        --latency) echo "5ms 10ms 20ms 50ms" ;;
        -f | --format) echo "S16_LE S24_3LE S24_LE S32_LE FLOAT_LE cd dat" ;;
        -t | --file-type) echo "wav" ;;
        --to) if [[ $2 == convert ]]; then echo "flac wav"; fi ;;
        -r | --rate) echo "16000 32000 44100 48000 96000 192000" ;;
        -c | --channels) echo "1 2" ;;
        --hold) echo "500ms 1s 3s" ;;
        --chunk) echo "256 1024 4096" ;;
        --as) echo "audiofolder commonvoice kaldi ljspeech nemo webdataset" ;;
        --split) echo "80/10/10 80/20 none" ;;
        -d | --duration | --max-file-time | --press-for) echo "10s 1m 10m 1h" ;;
        *) return 1 ;;
    esac
}

# Sets COMPREPLY; where it stays empty, bash completes the name of a file.
_redstart() {
    local line=${COMP_LINE:0:COMP_POINT} command="" word offered
    local -a words
    # By spaces: bash would also cut hw:CARD=mic,DEV=0 at each colon and equals sign.
    read -ra words <<<"$line"
    [[ $line != *[[:space:]] ]] || words+=("")
    local current=${words[-1]} before=${words[-2]:-}
    for word in "${words[@]:1:${#words[@]}-2}"; do
        [[ $word == -* ]] || { command=$word; break; }
    done
    if [[ $current == --*=* ]]; then
        before=${current%%=*}
        current=${current#*=}
    fi

    if ! offered=$(_redstart_values "$before" "$command"); then
        if [[ $current == -* ]]; then
            offered=$(_redstart_options "$command")
        elif [[ -z $command ]]; then
            offered=$_redstart_commands
        fi
    fi
    mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
    # Bash replaces only what stands behind the last colon or equals sign.
    local kept=${current%"${current##*[:=]}"}
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}

complete -o bashdefault -o default -F _redstart redstart
