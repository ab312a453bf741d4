// The page and the list that the server answers with.
#pragma once

#include <ctime>
#include <string>

std::string page(std::time_t now);
std::string list(std::time_t now);
