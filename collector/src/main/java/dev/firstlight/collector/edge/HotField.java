package dev.firstlight.collector.edge;

import java.nio.charset.StandardCharsets;

/** The header fields of a plain request that are read; of repeated ones the first, as everywhere here. */
enum HotField {
    USER_AGENT("user-agent"),
    REFERER("referer"),
    ACCEPT_LANGUAGE("accept-language"),
    CH_UA("sec-ch-ua"),
    CH_UA_MOBILE("sec-ch-ua-mobile"),
    CH_UA_PLATFORM("sec-ch-ua-platform"),
    SEC_GPC("sec-gpc"),
    /** Whatever the settings name; see {@link TrustedProxies}. */
    FORWARDED("x-forwarded-for");

    private final byte[] lowerCaseName;

    HotField(String lowerCaseName) {
        this.lowerCaseName = lowerCaseName.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] lowerCaseName() {
        return lowerCaseName.clone();
    }
}
