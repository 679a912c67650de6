package io.kindling.worker.internal.rank;

import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.MappedExchange;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.worker.internal.net.Endpoint;
import java.nio.file.Path;

/**
 * How a rank meets the others.
 *
 * @param place where the others find it; empty if they need not
 */
record RankMeeting(Exchange exchange, String place) {
    /** @throws ExchangeException if the rank cannot meet the others in this way */
    static RankMeeting of(ToRank.Form form, ExchangePlan plan, Endpoint endpoint) {
        return switch (form.transport().kind()) {
            case MAPPED -> inMemory(form, plan);
            case NETWORK -> throw new ExchangeException("Not yet: " + endpoint.host());
        };
    }

    private static RankMeeting inMemory(ToRank.Form form, ExchangePlan plan) {
        String place = form.transport().place();
        if (place.isEmpty()) {
            Path fallback = Path.of(System.getProperty("java.io.tmpdir"));
            MappedExchange created = MappedExchange.create(MappedExchange.folders(fallback), plan, form.rank());
            return new RankMeeting(created, created.file().toString());
        }
        return new RankMeeting(MappedExchange.open(Path.of(place), plan, form.rank()), "");
    }
}
