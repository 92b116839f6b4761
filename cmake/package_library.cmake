# The .debs for those who write programs with Redstart: the library, its headers, a simulated microphone.
include(cmake/debian.cmake)

add_custom_target(packaged_library
    DEPENDS redstart_library redstart_microphone redstart_loudspeaker redstart_mixer redstart-simulate)

set(version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
set(about "Redstart records from any ALSA microphone to WAV files that a pulled plug
cannot spoil.
.
")
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};${PROJECT_NAME};ALL;/")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each has its own
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE) # a package each
set(CPACK_COMPONENTS_ALL Library Development Simulated)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON) # for the programs that link it
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

# described(COMPONENT PACKAGE SECTION SUMMARY WHAT)
function(described component package section summary what)
    install_papers(${package} ${component})
    string(TOUPPER ${component} upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package} PARENT_SCOPE)
    set(CPACK_DEBIAN_${upper}_FILE_NAME
        ${package}_${PROJECT_VERSION}_${suite}_${architecture}.deb PARENT_SCOPE)
    set(CPACK_DEBIAN_${upper}_PACKAGE_SECTION ${section} PARENT_SCOPE)
    set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${about}${what}" PARENT_SCOPE)
endfunction()

described(Library libredstart0 libs "recording with ALSA that loses nothing, shared library"
    "This package has the library that programs written with it need.")
described(Development libredstart-dev libdevel "recording with ALSA that loses nothing, C++ headers"
    "This package has what one needs to write such programs in C++20: headers, the
files for CMake and pkg-config, and examples.")
described(Simulated redstart-simulated sound "simulated microphone and loudspeaker for ALSA programs"
    "This package has a microphone and a loudspeaker that are ALSA devices in user
space: no sound card, no kernel module, no root. Each frame of the microphone
can carry its own number, and it vanishes, stalls or overruns when it is told
to, so that tests of any program that records can see what it loses.")

install_gzipped(docs/man/redstart-simulate.1 share/man/man1/redstart-simulate.1.gz Simulated)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${control_files}/triggers)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libredstart0 (= ${version})")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS redstart-simulated)
include(CPack)
