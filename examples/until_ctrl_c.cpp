// Asks for a name and records until Ctrl-C; the file is whole however the program ends.
#include <redstart/redstart.hpp>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>

int main(int count, char** words) try {
    sigset_t ctrl_c;
    sigemptyset(&ctrl_c);
    sigaddset(&ctrl_c, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ctrl_c, nullptr); // before the Recorder's threads, which inherit it

    std::string name;
    std::printf("name of the file: ");
    std::fflush(stdout);
    std::getline(std::cin, name);

    redstart::Recorder recorder({.device = count > 1 ? words[1] : "default", .rate = 44100});
    recorder.start(name + ".wav");
    std::printf("recording; Ctrl-C ends\n");
    std::fflush(stdout);
    int signal = 0;
    sigwait(&ctrl_c, &signal);
    const redstart::FinishedTake take = recorder.stop();
    std::printf("done: %s, %.1f s\n", take.file.c_str(),
                std::chrono::duration<double>(recorder.duration()).count());
} catch (const redstart::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
