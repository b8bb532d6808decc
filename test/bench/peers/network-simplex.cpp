// An allocation by LEMON's NetworkSimplex, to compare with. The first argument says in which form the network is drawn,
// textbook or quick; each other one is a file as instance-file.mjs writes it. A line of JSON is printed for each: milliseconds
// of the solve alone (not of reading and building the graph), the sum of score + bonus of the pairs chosen, and how many are
// placed.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <vector>

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

using Graph = lemon::SmartDigraph;
/** Costs of 64 bits: a bonus is larger than all scores together. */
using Simplex = lemon::NetworkSimplex<Graph, int, std::int64_t>;

struct Instance {
  std::int32_t candidates, opportunities, pairs;
  double bonus;
  std::vector<std::int32_t> capacities, starts, opportunity, score;
};

template <typename Number>
std::vector<Number> read(std::ifstream& file, std::size_t count) {
  std::vector<Number> numbers(count);
  if (!file.read(reinterpret_cast<char*>(numbers.data()), count * sizeof(Number))) throw std::runtime_error("the file ends too early");
  return numbers;
}

Instance readInstance(const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("the file cannot be read");
  Instance instance;
  const auto header = read<std::int32_t>(file, 4);
  instance.candidates = header[0];
  instance.opportunities = header[1];
  instance.pairs = header[2];
  instance.bonus = read<double>(file, 1)[0];
  instance.capacities = read<std::int32_t>(file, instance.opportunities);
  instance.starts = read<std::int32_t>(file, instance.candidates + 1);
  instance.opportunity = read<std::int32_t>(file, instance.pairs);
  instance.score = read<std::int32_t>(file, instance.pairs);
  return instance;
}

/**
 * Everybody sends one unit, to an opportunity or to a node outside.
 *
 * Textbook: a pair takes one unit at most and costs −(score + bonus); opportunities send what they get on to the node
 * outside, as much as they have places.
 *
 * Quick, three to five times as quick: opportunities take what they have places themselves, or less, since supplies are
 * lower bounds ("greater or equal"); a pair costs what it falls short of the best of all, + 1, so that nobody sends a second
 * unit and no pair needs a bound.
 */
void solve(const Instance& instance, bool isTextbook) {
  const auto bonus = static_cast<std::int64_t>(instance.bonus);
  std::int64_t best = 0;
  for (const auto score : instance.score) best = std::max(best, score + bonus);

  Graph graph;
  graph.reserveNode(instance.candidates + instance.opportunities + 1);
  graph.reserveArc(instance.pairs + instance.candidates + instance.opportunities);
  for (int node = 0; node <= instance.candidates + instance.opportunities; ++node) graph.addNode();
  const auto opportunityNode = [&](int opportunity) { return graph.nodeFromId(instance.candidates + opportunity); };
  const auto outside = opportunityNode(instance.opportunities);

  Graph::ArcMap<std::int64_t> worth(graph), cost(graph);
  Graph::ArcMap<int> upper(graph);
  const int mostOfPair = isTextbook ? 1 : std::numeric_limits<int>::max();
  const auto connect = [&](Graph::Node from, Graph::Node to, std::int64_t value, int most) {
    const auto arc = graph.addArc(from, to);
    worth[arc] = value;
    cost[arc] = isTextbook ? -value : best + 1 - value;
    upper[arc] = most;
  };
  for (int candidate = 0; candidate < instance.candidates; ++candidate) {
    const auto person = graph.nodeFromId(candidate);
    for (auto pair = instance.starts[candidate]; pair < instance.starts[candidate + 1]; ++pair) {
      const auto value = instance.score[pair] + bonus;
      if (value >= 0) connect(person, opportunityNode(instance.opportunity[pair]), value, mostOfPair);
    }
    connect(person, outside, 0, mostOfPair);
  }

  Graph::NodeMap<int> supply(graph);
  for (int candidate = 0; candidate < instance.candidates; ++candidate) supply[graph.nodeFromId(candidate)] = 1;
  for (int opportunity = 0; opportunity < instance.opportunities; ++opportunity) {
    if (isTextbook) connect(opportunityNode(opportunity), outside, 0, instance.capacities[opportunity]);
    else supply[opportunityNode(opportunity)] = -instance.capacities[opportunity];
  }
  supply[outside] = -instance.candidates;

  Simplex simplex(graph);
  simplex.supplyMap(supply).costMap(cost).upperMap(upper);
  const auto started = std::chrono::steady_clock::now();
  const auto outcome = simplex.run();
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - started;
  if (outcome != Simplex::OPTIMAL) throw std::runtime_error("no optimum was found");

  std::int64_t total = 0, placed = 0;
  for (Graph::ArcIt arc(graph); arc != lemon::INVALID; ++arc) {
    if (simplex.flow(arc) == 0) continue;
    total += worth[arc];
    placed += graph.target(arc) == outside ? 0 : 1;
  }
  std::printf("{\"milliseconds\": %.4f, \"total\": %lld, \"placed\": %lld}\n", taken.count(), static_cast<long long>(total), static_cast<long long>(placed));
}

int main(int count, char** arguments) {
  try {
    const bool isTextbook = count > 1 && std::strcmp(arguments[1], "textbook") == 0;
    for (int at = 2; at < count; ++at) solve(readInstance(arguments[at]), isTextbook);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
