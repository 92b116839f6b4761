# What `cmake --install` puts where, and how other programs find the library afterwards.
include(CMakePackageConfigHelpers)

if(TARGET redstart)
    # The simulated board lives in a build folder; system/ is what cmake/service.cmake installs, web/
    # and network/ what cmake/package_web.cmake does.
    install(TARGETS redstart RUNTIME COMPONENT Program)
    install(DIRECTORY board/ DESTINATION ${CMAKE_INSTALL_DATADIR}/redstart/board COMPONENT Program
        PATTERN simulated EXCLUDE PATTERN system EXCLUDE
        PATTERN web EXCLUDE PATTERN network EXCLUDE)
endif()

if(TARGET redstart_library)
    set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/Redstart)

    # find_package(Redstart), then target_link_libraries(... Redstart::redstart).
    set_target_properties(redstart_library PROPERTIES EXPORT_NAME redstart)
    install(TARGETS redstart_library EXPORT redstart
        LIBRARY COMPONENT Library NAMELINK_COMPONENT Development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(DIRECTORY include/redstart DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT Development)
    install(EXPORT redstart NAMESPACE Redstart:: FILE RedstartConfig.cmake
        DESTINATION ${package_folder} COMPONENT Development)
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/RedstartConfigVersion.cmake
        COMPATIBILITY SameMinorVersion)
    install(FILES ${PROJECT_BINARY_DIR}/RedstartConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT Development)

    # pkg-config finds the prefix from its own file, so that an installed tree may be moved.
    file(RELATIVE_PATH prefix_from_pkgconfig
        ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
    string(REGEX REPLACE "/$" "" prefix_from_pkgconfig ${prefix_from_pkgconfig})
    configure_file(cmake/redstart.pc.in redstart.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/redstart.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT Development)
endif()

if(TARGET redstart_library)
    install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT Development)
endif()

if(REDSTART_SIMULATED)
    # Their configuration names the place where they are, which the installation may still choose.
    set(final_prefix "\${CMAKE_INSTALL_PREFIX}")
    if(REDSTART_LIBRARY_PACKAGES)
        set(final_prefix ${CMAKE_INSTALL_PREFIX}) # cpack fills a folder that is not it
    endif()
    set(devices ${final_prefix}/${CMAKE_INSTALL_LIBDIR}/alsa-lib)
    # Quoted: a folder's name may have spaces.
    install(CODE "
        set(REDSTART_SIMULATED_MICROPHONE \"${devices}/libasound_module_pcm_redstart_microphone.so\")
        set(REDSTART_SIMULATED_LOUDSPEAKER \"${devices}/libasound_module_pcm_redstart_loudspeaker.so\")
        set(REDSTART_SIMULATED_MIXER \"${devices}/libasound_module_ctl_redstart_mixer.so\")
        configure_file(\"${PROJECT_SOURCE_DIR}/board/simulated/asound.conf.in\"
            \"${PROJECT_BINARY_DIR}/simulated/installed.conf\" @ONLY)" COMPONENT Simulated)
    install(FILES ${PROJECT_BINARY_DIR}/simulated/installed.conf RENAME asound.conf
        DESTINATION ${CMAKE_INSTALL_DATADIR}/redstart/simulated COMPONENT Simulated)
    install(TARGETS redstart_microphone redstart_loudspeaker redstart_mixer
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/alsa-lib COMPONENT Simulated)
    install(TARGETS redstart-simulate RUNTIME COMPONENT Simulated)
    if(NOT REDSTART_LIBRARY_PACKAGES) # a package has it compressed
        install(FILES docs/man/redstart-simulate.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
            COMPONENT Simulated)
    endif()
    install(FILES board/simulated/README.md
        DESTINATION ${CMAKE_INSTALL_DATADIR}/redstart/simulated COMPONENT Simulated)
endif()
