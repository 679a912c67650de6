package io.kindling.driver.internal.bench.allreduce;

import io.kindling.config.Config;
import io.kindling.driver.internal.bench.allreduce.Commands.Command;
import io.kindling.driver.internal.bench.allreduce.Commands.Route;
import io.kindling.program.BuiltProgram;
import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangePlan;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.apache.spark.TaskContext;

/** The steps that two ranks in two processes compute together, through each route. Rank 0 leads, the other rank follows. */
final class Routes {
    private final Map<Route, StepClock> clocks = new EnumMap<>(Route.class);
    private final Map<Route, IntConsumer> steps = new EnumMap<>(Route.class);
    private final Commands commands;

    /** @param socket connects the two processes, and nothing else uses it */
    Routes(BuiltProgram program, ExchangePlan plan, int rank, Exchange mapped, Exchange network, SocketChannel socket)
            throws IOException {
        BooleanSupplier ended = TaskContext.get()::isInterrupted;
        for (Route route : Route.values()) {
            clocks.put(route, new StepClock(program.layouts().get(0)));
        }
        steps.put(Route.MAPPED, new ExchangeSteps(program, mapped, rank, clock(Route.MAPPED), ended)::run);
        steps.put(Route.NETWORK, new ExchangeSteps(program, network, rank, clock(Route.NETWORK), ended)::run);
        steps.put(Route.BARE_SOCKETS, new BareSockets(plan, rank, socket, clock(Route.BARE_SOCKETS), ended)::run);
        this.commands = new Commands(mapped, ended);
    }

    private StepClock clock(Route route) {
        return Objects.requireNonNull(clocks.get(route));
    }

    /** Computes steps, and lets the other rank compute as many. */
    void lead(Route route, int count) {
        commands.send(route, count);
        compute(route, count);
    }

    /** Computes what rank 0 does, until it ends. */
    void follow() {
        for (Command next = commands.receive(); next.steps() > 0; next = commands.receive()) {
            compute(next.route(), next.steps());
        }
    }

    /** Lets the other rank end. */
    void end() {
        commands.send(Route.MAPPED, 0);
    }

    private void compute(Route route, int count) {
        Objects.requireNonNull(steps.get(route)).accept(count);
    }

    /** Forgets what was measured. */
    void reset() {
        clocks.values().forEach(StepClock::reset);
    }

    Config times(Route route) {
        return StepTimes.of(clock(route).sorted()).asConfig();
    }
}
