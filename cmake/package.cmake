# The .deb of the program and its service: `cpack` in a configured build folder makes it.
cmake_host_system_information(RESULT release QUERY DISTRIB_VERSION_ID)
cmake_host_system_information(RESULT suite QUERY DISTRIB_VERSION_CODENAME)
set(architecture ${REDSTART_DEBIAN_ARCHITECTURE}) # the tool chain's, where there is one
if(NOT architecture)
    execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture
        OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
set(control_files ${PROJECT_SOURCE_DIR}/cmake/package)

# A newer release's package is the newer one, so that an upgrade of the system brings it.
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~deb${release})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Redstart authors <redstart@redstart.invalid>")
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH where that is set
configure_file(${control_files}/changelog.in ${PROJECT_BINARY_DIR}/packaged/changelog @ONLY)
install_gzipped(${PROJECT_BINARY_DIR}/packaged/changelog share/doc/redstart/changelog.Debian.gz)
install_as(${control_files}/copyright share/doc/redstart/copyright)

set(CPACK_GENERATOR DEB)
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};${PROJECT_NAME};Program;/")
set(CPACK_PACKAGE_NAME redstart)
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME redstart_${PROJECT_VERSION}_${suite}_${architecture}.deb)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${architecture})
set(CPACK_DEBIAN_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS systemd)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libflac14 | libflac12") # convert, record x.flac
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS polkitd) # to power off by a long press
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "recorder with a button and an LED for the Raspberry Pi")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "Redstart records from any ALSA microphone to WAV files: a press of a button
starts a take, another one stops it, and an LED shows what is safe on the card.
It needs no screen, no keyboard and no network. A pulled plug costs about a
second, and no file has to be repaired.
.
This package has the program, which also records in the foreground as arecord
does, and the service that starts it at boot.")
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${control_files}/conffiles ${control_files}/postinst ${control_files}/prerm
    ${control_files}/postrm)
include(CPack)
