package dev.firstlight.loadtest.faults;

/**
 * What a network does to the bytes of its connections.
 *
 * @param delayMs on top, for each chunk
 * @param jitterMs at most this much more
 * @param bytesPerSecond of each direction of each connection; 0 is no bound
 * @param isHeldToServer bytes to the server do not arrive; those from it do
 * @param isHeldToClient the other way round
 * @param isRefusing nobody listens
 */
public record Weather(
        int delayMs,
        int jitterMs,
        int bytesPerSecond,
        boolean isHeldToServer,
        boolean isHeldToClient,
        boolean isRefusing) {

    public static final Weather FAIR = new Weather(0, 0, 0, false, false, false);

    static Weather slow(int delayMs, int jitterMs, int bytesPerSecond) {
        return new Weather(delayMs, jitterMs, bytesPerSecond, false, false, false);
    }

    static Weather heldToServer() {
        return new Weather(0, 0, 0, true, false, false);
    }

    static Weather heldToClient() {
        return new Weather(0, 0, 0, false, true, false);
    }

    public static Weather refusing() {
        return new Weather(0, 0, 0, false, false, true);
    }

    boolean isHeld(boolean isToServer) {
        return isToServer ? isHeldToServer : isHeldToClient;
    }

    boolean isFair() {
        return equals(FAIR);
    }
}
