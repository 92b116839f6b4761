# A program that runs on any system of its release: all but libc and libasound is linked into it.
find_library(GPIOD_ARCHIVE libgpiod.a HINTS ${GPIOD_LIBDIR} REQUIRED)
add_library(redstart_gpiod_archive STATIC IMPORTED)
set_target_properties(redstart_gpiod_archive PROPERTIES
    IMPORTED_LOCATION ${GPIOD_ARCHIVE}
    INTERFACE_INCLUDE_DIRECTORIES "${GPIOD_INCLUDE_DIRS}")
set(REDSTART_GPIOD redstart_gpiod_archive)

# Of the archives only what is used.
add_compile_options(-ffunction-sections -fdata-sections)

# make_self_contained(PROGRAM): fails the build where the program would need anything more.
function(make_self_contained program)
    target_link_options(${program} PRIVATE -static-libstdc++ -static-libgcc LINKER:--gc-sections)
    add_custom_command(TARGET ${program} POST_BUILD VERBATIM
        COMMAND ${PROJECT_SOURCE_DIR}/cmake/check_needed ${CMAKE_READELF} $<TARGET_FILE:${program}>)
endfunction()
