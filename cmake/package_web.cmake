# The .deb of redstart-web: the page for phones, which the recorder can do without.
include(cmake/debian.cmake)
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};${PROJECT_NAME};Web;/")
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY TRUE) # cpack wants what is in the package, not the whole house
set(web_control_files ${control_files}/web)

install(TARGETS redstart-web RUNTIME COMPONENT Web)
foreach(file IN ITEMS index.html style.css script.js)
    install_as(src/web/page/${file} share/redstart-web/page/${file} Web)
endforeach()
install_as(board/web/redstart-web.service lib/systemd/system/redstart-web.service Web)
install_as(board/web/redstart-web.socket lib/systemd/system/redstart-web.socket Web)
install_as(board/web/listen.conf lib/systemd/system/redstart.service.d/redstart-web.conf Web)
install_as(board/web/sysusers.conf lib/sysusers.d/redstart-web.conf Web)
install_as(board/web/avahi.service /etc/avahi/services/redstart-web.service Web)
install_as(board/web/web.toml /etc/redstart/web.toml Web)
install(PROGRAMS board/network/hotspot DESTINATION lib/redstart-web COMPONENT Web)
install(PROGRAMS board/network/90-redstart-hotspot DESTINATION lib/NetworkManager/dispatcher.d COMPONENT Web)
install_as(board/network/redstart-hotspot.service lib/systemd/system/redstart-hotspot.service Web)
install_as(board/network/redstart-hotspot.timer lib/systemd/system/redstart-hotspot.timer Web)
install_as(docs/completion/redstart-web.bash share/bash-completion/completions/redstart-web Web)
install_gzipped(docs/man/redstart-web.1 share/man/man1/redstart-web.1.gz Web)
install_gzipped(docs/web.md share/doc/redstart-web/web.md.gz Web)
install_gzipped(docs/hotspot.md share/doc/redstart-web/hotspot.md.gz Web)
install_papers(redstart-web Web)
foreach(part IN ITEMS libsodium-dev libtomlplusplus-dev nettle-dev nlohmann-json3-dev)
    if(EXISTS /usr/share/doc/${part}/copyright)
        install_as(/usr/share/doc/${part}/copyright share/doc/redstart-web/terms/${part} Web)
    endif()
endforeach()

set(CPACK_PACKAGE_NAME redstart-web)
set(CPACK_DEBIAN_PACKAGE_NAME redstart-web)
set(CPACK_DEBIAN_FILE_NAME redstart-web_${PROJECT_VERSION}_${suite}_${architecture}.deb)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "redstart (>= ${PROJECT_VERSION}), systemd")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS avahi-daemon) # for http://HOST.local
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "network-manager, iw") # a Wi-Fi network of the recorder's own
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "page for phones of the Redstart recorder")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Phones in the recorder's network open its page: they see what it does, hear
it, start and stop takes and take the files home. A phone is let in by the
recorder's button.
.
This package has the program, which runs as a user of its own and has no access
to sound card and GPIO lines, and its service. It has the recorder hand out its
sound to it, as long as it is installed.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${web_control_files}/conffiles ${web_control_files}/postinst
    ${web_control_files}/prerm ${web_control_files}/postrm)
include(CPack)
