# What makes a service of the program on a Debian system: unit, user, rules, manual, configuration.

# Their places are not a matter of taste: systemd, udev, polkit and the unit's ExecStart name them.
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
    message(FATAL_ERROR "REDSTART_SERVICE wants -DCMAKE_INSTALL_PREFIX=/usr, "
        "for the unit starts /usr/bin/redstart")
endif()

include(cmake/debian.cmake)
install_as(board/system/redstart.service lib/systemd/system/redstart.service)
install_as(board/system/redstart-card.service lib/systemd/system/redstart-card.service)
install_as(board/system/sysusers.conf lib/sysusers.d/redstart.conf)
install_as(board/system/tmpfiles.conf lib/tmpfiles.d/redstart.conf)
install_as(board/system/60-redstart.rules lib/udev/rules.d/60-redstart.rules)
install_as(board/system/polkit.rules share/polkit-1/rules.d/redstart.rules)
install_as(board/system/needrestart.conf /etc/needrestart/conf.d/redstart.conf)
install_as(board/system/redstart.toml /etc/redstart/redstart.toml)
install_as(docs/completion/redstart.bash share/bash-completion/completions/redstart)
install_as(docs/completion/_redstart share/zsh/vendor-completions/_redstart)
install_as(docs/completion/redstart.fish share/fish/vendor_completions.d/redstart.fish)
install_gzipped(docs/man/redstart.1 share/man/man1/redstart.1.gz)
install_gzipped(docs/man/redstart.toml.5 share/man/man5/redstart.toml.5.gz)
install_gzipped(docs/control.md share/doc/redstart/control.md.gz)
install_gzipped(docs/listen.md share/doc/redstart/listen.md.gz)
install_gzipped(CHANGELOG.md share/doc/redstart/changelog.gz)

# What is compiled or linked into the program comes with its authors' terms.
set(terms_of_others libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libgpiod-dev
    nettle-dev)
foreach(part IN LISTS terms_of_others)
    if(EXISTS /usr/share/doc/${part}/copyright)
        install_as(/usr/share/doc/${part}/copyright share/doc/redstart/terms/${part})
    endif()
endforeach()
