# What fish offers after "redstart" and Tab: what the program's own --help lists, sound cards, files.

function __redstart_commands
    redstart --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  *\(.*\)$/\1\t\2/p'
end

# Of the command that stands on the line.
function __redstart_options
    set -l words (commandline -opc)
    test (count $words) -ge 2
    and redstart $words[2] --help 2>/dev/null | sed -n 's/^  \(-[^ ]*\).*$/\1/p' | tr , '\n'
end

# c|p: what can capture or play, as the kernel lists it. No device is opened for it.
function __redstart_cards --argument-names way
    echo default
    for pcm in /proc/asound/card*/pcm*$way
        echo hw:CARD=(cat (dirname $pcm)/id),DEV=(string replace -r '.*pcm(\d+)[cp]$' '$1' $pcm)
    end
end

complete -c redstart -n __fish_use_subcommand -f -a '(__redstart_commands)'
complete -c redstart -n 'not __fish_use_subcommand; and string match -q -- "-*" (commandline -ct)' -f -a '(__redstart_options)'
complete -c redstart -n '__fish_seen_subcommand_from record plan monitor session' -s D -l device -x -a '(__redstart_cards c)'
complete -c redstart -n '__fish_seen_subcommand_from play' -s D -l device -x -a '(__redstart_cards p)'
complete -c redstart -n '__fish_seen_subcommand_from monitor' -l output -x -a '(__redstart_cards p)'
