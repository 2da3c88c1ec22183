package dev.firstlight.stream.enrich.agent;

import dev.firstlight.stream.event.HeaderText;
import dev.firstlight.stream.event.RequestHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers as text, made only for those that were not seen before. A hint without its shape is left out, as if it had not been sent:
 * what the parser does with such is nobody's business to find out.
 *
 * @param userAgent not blank
 * @param brands Sec-CH-UA
 * @param mobile Sec-CH-UA-Mobile
 * @param platform Sec-CH-UA-Platform
 */
record AgentTexts(
        String userAgent,
        @Nullable String brands,
        @Nullable String mobile,
        @Nullable String platform) {

    /** The texts, or none without a User-Agent: browsers that send hints send both. */
    static @Nullable AgentTexts of(RequestHeaders headers) {
        String userAgent = HeaderText.of(headers.userAgent());
        if (userAgent == null) {
            return null;
        }
        String brands = HeaderText.of(headers.brands());
        String mobile = HeaderText.of(headers.mobile());
        String platform = HeaderText.of(headers.platform());
        return new AgentTexts(
                userAgent,
                brands != null && ClientHintShape.isBrands(brands) ? brands : null,
                mobile != null && ClientHintShape.isMobile(mobile) ? mobile : null,
                platform != null && ClientHintShape.isPlatform(platform) ? platform : null);
    }

    /** As the parser takes them. */
    Map<String, String> byHeader() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", userAgent);
        putIfThere(headers, "Sec-CH-UA", brands);
        putIfThere(headers, "Sec-CH-UA-Mobile", mobile);
        putIfThere(headers, "Sec-CH-UA-Platform", platform);
        return headers;
    }

    private static void putIfThere(Map<String, String> headers, String name, @Nullable String text) {
        if (text != null) {
            headers.put(name, text);
        }
    }
}
