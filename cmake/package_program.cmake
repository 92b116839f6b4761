# The .deb of the program and its service: `cpack` in a configured build folder makes it.
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};${PROJECT_NAME};Program;/")
install_papers(redstart Program)

set(CPACK_DEBIAN_FILE_NAME redstart_${PROJECT_VERSION}_${suite}_${architecture}.deb)
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_DEPENDS systemd)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS polkitd) # to power off by a long press
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libflac14 | libflac12, libebur128-1") # convert, record x.flac; loudness in bext
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "recorder with a button and an LED for the Raspberry Pi")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Redstart records from any ALSA microphone to WAV files: a press of a button
starts a take, another one stops it, and an LED shows what is safe on the card.
It needs no screen, no keyboard and no network. A pulled plug costs about a
second, and no file has to be repaired.
.
This package has the program, which also records in the foreground as arecord
does, and the service that starts it at boot.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${control_files}/conffiles ${control_files}/postinst ${control_files}/prerm
    ${control_files}/postrm)
include(CPack)
