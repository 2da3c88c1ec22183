package dev.firstlight.loadtest.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What was measured, round by round, and the figures that follow: each is formed inside its round, then the median is taken. */
final class CostRounds {

    private final List<Map<CostCell, CostSample>> rounds = new ArrayList<>();

    void add(Map<CostCell, CostSample> round) {
        rounds.add(Map.copyOf(round));
    }

    /** What a cell was in each round that had it; {@code NaN} where it could not be measured. */
    Rounds of(CostCell cell, ToDoubleFunction<CostSample> what) {
        return new Rounds(rounds.stream()
                .filter(round -> round.containsKey(cell))
                .map(round -> what.applyAsDouble(Objects.requireNonNull(round.get(cell))))
                .toList());
    }

    List<Figure> figures() {
        Rounds ours = cpu(CostCell.OURS);
        Rounds oneSend = cpu(CostCell.ONE_SEND);
        Rounds oursSending = ours.minus(cpu(CostCell.OURS_UNSENT));
        Rounds oneSendSending = oneSend.minus(cpu(CostCell.ONE_SEND_UNSENT));
        Rounds oursFew = cpu(CostCell.OURS_FEW);
        Rounds oneSendBroker = of(CostCell.ONE_SEND, CostSample::brokerMicros);
        return List.of(
                EdgeFigure.CPU_PER_REQUEST_VS_NGINX.median(ours.dividedBy(cpu(CostCell.NGINX)), besideAll()),
                EdgeFigure.CPU_PER_REQUEST_VS_NGINX_64_CONNECTIONS.median(
                        oursFew.dividedBy(cpu(CostCell.NGINX_FEW)),
                        "nginx %s, ours %s µs".formatted(micros(CostCell.NGINX_FEW), micros(CostCell.OURS_FEW))),
                EdgeFigure.PRODUCE_CPU_PER_EVENT_VS_ONE_SEND.median(
                        oursSending.dividedBy(oneSendSending),
                        "one-send %.1f, ours %.1f µs; %.1f events a pack"
                                .formatted(
                                        oneSendSending.median(),
                                        oursSending.median(),
                                        median(CostCell.OURS, CostSample::eventsPerPack))),
                EdgeFigure.LOOP_BYTES_PER_REQUEST.median(
                        of(CostCell.OURS, CostSample::loopBytes),
                        "general %s B".formatted(text(median(CostCell.GENERAL, CostSample::loopBytes), "%.0f"))),
                EdgeFigure.PROCESS_BYTES_PER_REQUEST.median(
                        of(CostCell.OURS, CostSample::processBytes),
                        "one-send %.0f B".formatted(median(CostCell.ONE_SEND, CostSample::processBytes))),
                EdgeFigure.COLLECTOR_AND_BROKER_CPU_VS_ONE_SEND.median(
                        ours.plus(of(CostCell.OURS, CostSample::brokerMicros)).dividedBy(oneSend.plus(oneSendBroker)),
                        "one-send %s and %.1f, ours %s and %.1f µs"
                                .formatted(
                                        micros(CostCell.ONE_SEND),
                                        oneSendBroker.median(),
                                        micros(CostCell.OURS),
                                        median(CostCell.OURS, CostSample::brokerMicros))),
                EdgeFigure.CPU_GROWTH_AT_10_TIMES_CONNECTIONS.median(
                        cpu(CostCell.OURS_MANY).dividedBy(oursFew),
                        "%d: %s, %d: %s µs"
                                .formatted(
                                        CostCell.FEW,
                                        micros(CostCell.OURS_FEW),
                                        CostCell.TEN_TIMES_FEW,
                                        micros(CostCell.OURS_MANY))));
    }

    private String besideAll() {
        return "nginx %s, ours %s, floor %s (ours %.2f ×), general %s µs; without keep-alive: nginx %s, ours %s"
                .formatted(
                        micros(CostCell.NGINX),
                        micros(CostCell.OURS),
                        micros(CostCell.FLOOR),
                        cpu(CostCell.OURS).dividedBy(cpu(CostCell.FLOOR)).median(),
                        micros(CostCell.GENERAL),
                        micros(CostCell.NGINX_ONCE),
                        micros(CostCell.OURS_ONCE));
    }

    private Rounds cpu(CostCell cell) {
        return of(cell, CostSample::cpuMicros);
    }

    private double median(CostCell cell, ToDoubleFunction<CostSample> what) {
        return of(cell, what).median();
    }

    private String micros(CostCell cell) {
        return text(cpu(cell).median(), "%.1f");
    }

    private static String text(double number, String format) {
        return Double.isNaN(number) ? "none" : format.formatted(number);
    }
}
