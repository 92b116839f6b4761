# What all .deb packages have in common: release, architecture, maintainer, changelog, terms.
cmake_host_system_information(RESULT release QUERY DISTRIB_VERSION_ID)
cmake_host_system_information(RESULT suite QUERY DISTRIB_VERSION_CODENAME)
set(architecture ${REDSTART_DEBIAN_ARCHITECTURE}) # the tool chain's, where there is one
if(NOT architecture)
    execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture
        OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()
set(control_files ${PROJECT_SOURCE_DIR}/cmake/package)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/packaged)

# install_as(FILE PATH [COMPONENT]): with the rights 0644; of the program where no component is named.
function(install_as file path)
    cmake_path(GET path PARENT_PATH folder)
    cmake_path(GET path FILENAME name)
    set(component ${ARGN} Program)
    list(GET component 0 component)
    install(FILES ${file} DESTINATION ${folder} RENAME ${name} COMPONENT ${component})
endfunction()

# install_gzipped(FILE PATH [COMPONENT]): as Debian has it, without name and time in it.
function(install_gzipped file path)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
    cmake_path(GET path FILENAME name)
    execute_process(COMMAND gzip -9nc ${file} OUTPUT_FILE ${PROJECT_BINARY_DIR}/packaged/${name}
        COMMAND_ERROR_IS_FATAL ANY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    install_as(${PROJECT_BINARY_DIR}/packaged/${name} ${path} ${ARGN})
endfunction()

# install_papers(PACKAGE COMPONENT): the terms and the changelog that each Debian package has.
function(install_papers package component)
    set(name ${package})
    configure_file(${control_files}/changelog.in
        ${PROJECT_BINARY_DIR}/packaged/${package}.changelog @ONLY)
    install_gzipped(${PROJECT_BINARY_DIR}/packaged/${package}.changelog
        share/doc/${package}/changelog.Debian.gz ${component})
    install_as(${control_files}/copyright share/doc/${package}/copyright ${component})
endfunction()

# A newer release's package is the newer one, so that an upgrade of the system brings it.
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~deb${release})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Redstart authors <redstart@redstart.invalid>")
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # SOURCE_DATE_EPOCH where that is set

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME redstart)
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${architecture})
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
