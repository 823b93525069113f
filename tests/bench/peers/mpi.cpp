// SPDX-License-Identifier: MIT
// OpenMPI, two ranks: stream SIZE COUNT (messages a second), tasks COUNT IN_FLIGHT (tasks a second of one worker).
#define OMPI_SKIP_MPICXX 1  // the C words alone
#include <mpi.h>

#include "peer.h"

namespace {

using namespace bench;

double stream_rate(int rank, std::size_t size, long count) {
    std::vector<char> data(size, 'x');
    const int length = static_cast<int>(size);
    char word = 0;
    MPI_Barrier(MPI_COMM_WORLD);
    const auto start = Clock::now();
    for (long i = 0; i < count; ++i) {
        if (rank == 0) MPI_Send(data.data(), length, MPI_CHAR, 1, 0, MPI_COMM_WORLD);
        if (rank == 1) MPI_Recv(data.data(), length, MPI_CHAR, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    }
    if (rank == 0) MPI_Recv(&word, 1, MPI_CHAR, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank == 1) MPI_Send(&word, 1, MPI_CHAR, 0, 1, MPI_COMM_WORLD);
    return static_cast<double>(count) / seconds_since(start);
}

double task_rate(int rank, long count, long window) {
    int number = 7;
    const auto send = [&](int to) { MPI_Send(&number, 1, MPI_INT, to, 0, MPI_COMM_WORLD); };
    const auto receive = [&](int from) { MPI_Recv(&number, 1, MPI_INT, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE); };
    MPI_Barrier(MPI_COMM_WORLD);
    const auto start = Clock::now();
    if (rank == 0)
        in_flight(
            count, window, [&] { send(1); }, [&] { receive(1); });
    for (long i = 0; rank == 1 && i < count; ++i) {
        receive(0);
        send(0);
    }
    return static_cast<double>(count) / seconds_since(start);
}

}  // namespace

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    int rank = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    const int status = peer(argc, argv, [&](const Words& words) {
        const double figure = words.mode() == "stream" ? stream_rate(rank, words.size(1), words.count(2))
                                                       : task_rate(rank, words.count(1), words.count(2));
        if (rank != 0) std::freopen("/dev/null", "w", stdout);  // one of them tells it
        return figure;
    });
    MPI_Finalize();
    return status;
}
