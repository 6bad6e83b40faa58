// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.link;

import io.pipes.base.MalformedException;
import io.pipes.node.wire.FrameReader;
import io.pipes.node.wire.FrameWriter;
import io.pipes.node.wire.GoodbyeReason;

/** What the first lane of a link carries: all there is but for bulk that has a lane of its own. */
final class MainTraffic implements Outlet.Source, Inlet.Recipient {
    private final Link link;
    private final Pulse pulse;
    private final Multiplexer multiplexer;

    MainTraffic(Link link, Pulse pulse, Multiplexer multiplexer) {
        this.link = link;
        this.pulse = pulse;
        this.multiplexer = multiplexer;
    }

    @Override
    public boolean speaking() {
        return link.speaking();
    }

    @Override
    public boolean hasFrames() {
        return multiplexer.hasFrames();
    }

    @Override
    public void write(FrameWriter out) {
        multiplexer.write(out);
    }

    @Override
    public boolean hasVital() {
        return pulse.hasFrames();
    }

    @Override
    public void writeVital(FrameWriter out) {
        pulse.write(out);
    }

    @Override
    public void sent() {
        link.sent();
    }

    @Override
    public boolean closed() {
        return link.closed();
    }

    @Override
    public void heard() {
        link.heard();
    }

    @Override
    public void frame(FrameReader frame) throws MalformedException {
        switch (frame.type()) {
            case DATA -> multiplexer.data(frame);
            case CREDIT -> multiplexer.credited(frame);
            case PING -> pulse.asked(frame.fixed());
            case PONG -> pulse.answered(frame.fixed());
            case OPEN -> multiplexer.opened(frame);
            case CLOSE -> multiplexer.closed(frame);
            case LANE -> link.bulk().asked(frame);
            case GOAWAY -> link.dismissed(reason(frame.octet()));
            default -> throw new MalformedException("a frame that belongs elsewhere");
        }
    }

    private static GoodbyeReason reason(int code) throws MalformedException {
        return GoodbyeReason.ofCode(code).orElseThrow(() -> new MalformedException("unknown reason to go"));
    }

    @Override
    public void confirmed() {
        link.confirmedMore();
    }
}
