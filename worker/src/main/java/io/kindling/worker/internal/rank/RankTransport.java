package io.kindling.worker.internal.rank;

import io.kindling.program.internal.exchange.Exchange;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.exchange.ExchangePlan;
import io.kindling.program.internal.exchange.MappedExchange;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.worker.internal.net.ExchangeEndpoint;
import java.nio.file.Path;
import java.util.List;

/**
 * What a rank exchanges through.
 *
 * @param place where the others find it; empty if they need not
 */
record RankTransport(Exchange exchange, String place) {
    /** @throws ExchangeException if the rank cannot reach the others in this way */
    static RankTransport of(ToRank.Form form, ExchangePlan plan, ExchangeEndpoint endpoint) {
        return switch (form.transport().kind()) {
            case MAPPED -> inMemory(form, plan);
            case NETWORK -> {
                List<String> places = form.ranks().stream()
                        .map(range -> MemberName.parse(range.member().id()).place())
                        .toList();
                yield new RankTransport(endpoint.join(form.session(), form.rank(), plan, places), "");
            }
        };
    }

    private static RankTransport inMemory(ToRank.Form form, ExchangePlan plan) {
        String place = form.transport().place();
        if (place.isEmpty()) {
            Path fallback = Path.of(System.getProperty("java.io.tmpdir"));
            MappedExchange created = MappedExchange.create(MappedExchange.folders(fallback), plan, form.rank());
            return new RankTransport(created, created.file().toString());
        }
        return new RankTransport(MappedExchange.open(Path.of(place), plan, form.rank()), "");
    }
}
