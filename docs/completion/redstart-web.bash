# What bash offers after "redstart-web" and Tab: commands, options, files.
# shellcheck shell=bash

_redstart_web() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    case $before in
        --config | --socket | --sound) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        --folder | --state | --page) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        --listen | --revoke | pair) return ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "pair phones password --config --listen --socket --sound --folder \
        --state --page --json --revoke --remove --help --version" -- "$word")
}

complete -F _redstart_web redstart-web
