# What fish offers after "redstart" and Tab: what the program's own --help lists, and files.

function __redstart_commands
    redstart --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  *\(.*\)$/\1\t\2/p'
end

# Of the command that stands on the line.
function __redstart_options
    set -l words (commandline -opc)
    test (count $words) -ge 2
    and redstart $words[2] --help 2>/dev/null | sed -n 's/^  \(-[^ ]*\).*$/\1/p' | tr , '\n'
end

complete -c redstart -n __fish_use_subcommand -f -a '(__redstart_commands)'
complete -c redstart -n 'not __fish_use_subcommand; and string match -q -- "-*" (commandline -ct)' -f -a '(__redstart_options)'
