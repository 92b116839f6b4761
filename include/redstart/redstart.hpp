// All of Redstart's library.
#pragma once

#include <redstart/capture_stream.hpp>
#include <redstart/clock.hpp>
#include <redstart/defaults.hpp>
#include <redstart/devices.hpp>
#include <redstart/duplex_stream.hpp>
#include <redstart/error.hpp>
#include <redstart/flac.hpp>
#include <redstart/format.hpp>
#include <redstart/left_overs.hpp>
#include <redstart/marks.hpp>
#include <redstart/playback_stream.hpp>
#include <redstart/prompts.hpp>
#include <redstart/recorder.hpp>
#include <redstart/recorder_options.hpp>
#include <redstart/session.hpp>
#include <redstart/source.hpp>
#include <redstart/stream_options.hpp>
#include <redstart/wav_reader.hpp>
#include <redstart/wav_writer.hpp>
