#pragma once

/// Closes all descriptors from this number on.
void close_from(int first);
