// Where this build has the configuration of its simulated board.
#include "simulated/simulated_microphone.hpp"

namespace redstart {

const char simulated_asound_conf[] = REDSTART_ASOUND_CONF;

} // namespace redstart
