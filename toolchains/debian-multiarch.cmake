# What the tool chains share: Debian's cross compilers, and libraries of the target beside the host's.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${REDSTART_TARGET}-gcc)
set(CMAKE_CXX_COMPILER ${REDSTART_TARGET}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${REDSTART_TARGET})

find_program(REDSTART_CROSS_COMPILER ${CMAKE_CXX_COMPILER})
if(NOT REDSTART_CROSS_COMPILER)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} is missing. scripts/cross-build --arch "
        "${REDSTART_DEBIAN_ARCHITECTURE} builds without it on this system; to have it here: "
        "dpkg --add-architecture ${REDSTART_DEBIAN_ARCHITECTURE}, then install "
        "crossbuild-essential-${REDSTART_DEBIAN_ARCHITECTURE}, and libasound2-dev and libgpiod-dev "
        "of that architecture")
endif()

# The host's libraries are next door, so pkg-config is shown the target's folders and no others.
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/${REDSTART_TARGET}/pkgconfig:/usr/share/pkgconfig)
set(ENV{PKG_CONFIG_PATH} "")
