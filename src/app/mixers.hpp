// `redstart devices --mixer`: the controls of what there is to record from.
#pragma once

namespace redstart {

/// Prints them, by device; returns the exit code.
int show_mixers(bool as_json);

} // namespace redstart
