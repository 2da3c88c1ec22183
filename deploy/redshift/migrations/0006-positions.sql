-- Rows without names: the sink writes arrays, and COPY finds columns by position. A page's URL is left out of a row whose parts say it, so
-- the load puts it together; a re-drive names the columns and the file of JSONPaths. Rows with names load as before (auto).
CREATE OR REPLACE PROCEDURE firstlight.load_events() AS $$
BEGIN
    -- One load at a time. First of all, so that what this transaction sees begins after the wait.
    LOCK firstlight.load_lock;

    -- A copy, so that each identity is looked up in events once and all that follows speaks of the same rows. Rows that COPY commits meanwhile
    -- are not seen by this transaction: they come with the next load.
    DELETE FROM firstlight.events_batch;

    INSERT INTO firstlight.events_batch (
        dedup_id,
        "identity",
        event_id,
        type,
        type_given,
        pixel_id,
        site,
        received_at,
        occurred_at,
        created_at,
        sent_at,
        visitor_id,
        session_id,
        sequence,
        user_id,
        page_url,
        page_scheme,
        page_host,
        page_path,
        page_query,
        page_fragment,
        referrer,
        referrer_host,
        referrer_medium,
        referrer_source,
        referrer_term,
        page_title,
        screen,
        screen_width,
        screen_height,
        viewport,
        viewport_width,
        viewport_height,
        pixel_ratio,
        language,
        language_primary,
        time_zone,
        goal,
        order_id,
        value,
        currency,
        value_reporting,
        currency_reporting,
        coupon,
        items,
        item_count,
        items_value,
        product_ids,
        product_id,
        content_id,
        variant,
        experiment,
        experiment_variant,
        partner_id,
        campaign_id,
        campaign_source,
        campaign_medium,
        campaign_name,
        campaign_term,
        campaign_content,
        click_id,
        click_network,
        placement_id,
        consent,
        consent_state,
        consent_purposes,
        gpc,
        test,
        internal,
        properties,
        device_class,
        device_brand,
        os_name,
        os_version,
        agent_name,
        agent_version,
        bot,
        bot_source,
        country,
        region,
        city,
        asn,
        isp,
        ip_hash,
        warnings,
        raw_partition,
        raw_offset,
        raw_index,
        nth,
        is_known,
        known_partition,
        known_offset,
        known_index
    )
    SELECT
        staged.dedup_id,
        staged."identity",
        staged.event_id,
        staged.type,
        staged.type_given,
        staged.pixel_id,
        staged.site,
        staged.received_at,
        staged.occurred_at,
        staged.created_at,
        staged.sent_at,
        staged.visitor_id,
        staged.session_id,
        staged.sequence,
        staged.user_id,
        staged.page_url,
        staged.page_scheme,
        staged.page_host,
        staged.page_path,
        staged.page_query,
        staged.page_fragment,
        staged.referrer,
        staged.referrer_host,
        staged.referrer_medium,
        staged.referrer_source,
        staged.referrer_term,
        staged.page_title,
        staged.screen,
        staged.screen_width,
        staged.screen_height,
        staged.viewport,
        staged.viewport_width,
        staged.viewport_height,
        staged.pixel_ratio,
        staged.language,
        staged.language_primary,
        staged.time_zone,
        staged.goal,
        staged.order_id,
        staged.value,
        staged.currency,
        staged.value_reporting,
        staged.currency_reporting,
        staged.coupon,
        staged.items,
        staged.item_count,
        staged.items_value,
        staged.product_ids,
        staged.product_id,
        staged.content_id,
        staged.variant,
        staged.experiment,
        staged.experiment_variant,
        staged.partner_id,
        staged.campaign_id,
        staged.campaign_source,
        staged.campaign_medium,
        staged.campaign_name,
        staged.campaign_term,
        staged.campaign_content,
        staged.click_id,
        staged.click_network,
        staged.placement_id,
        staged.consent,
        staged.consent_state,
        staged.consent_purposes,
        staged.gpc,
        staged.test,
        staged.internal,
        staged.properties,
        staged.device_class,
        staged.device_brand,
        staged.os_name,
        staged.os_version,
        staged.agent_name,
        staged.agent_version,
        staged.bot,
        staged.bot_source,
        staged.country,
        staged.region,
        staged.city,
        staged.asn,
        staged.isp,
        staged.ip_hash,
        staged.warnings,
        staged.raw_partition,
        staged.raw_offset,
        staged.raw_index,
        row_number() OVER (
            PARTITION BY staged.dedup_id
            ORDER BY staged.received_at, staged.raw_partition, staged.raw_offset, staged.raw_index
        ),
        known.dedup_id IS NOT NULL,
        known.raw_partition,
        known.raw_offset,
        known.raw_index
    FROM firstlight.events_staging AS staged
    LEFT JOIN firstlight.events AS known ON known.dedup_id = staged.dedup_id;

    INSERT INTO firstlight.loads (loaded_at, loaded, merged)
    SELECT getdate(), count(*), count(CASE WHEN nth = 1 AND NOT is_known THEN 1 END)
    FROM firstlight.events_batch
    HAVING count(*) > 0;

    INSERT INTO firstlight.ledger_counts (pixel_id, minute, loaded, merged)
    SELECT pixel_id, date_trunc('minute', received_at), count(*), count(CASE WHEN nth = 1 AND NOT is_known THEN 1 END)
    FROM firstlight.events_batch
    GROUP BY pixel_id, date_trunc('minute', received_at);

    -- Another event of an identity that is there. The same event again (same place in the raw log) was redelivered and is none.
    INSERT INTO firstlight.merged_away (dedup_id, pixel_id, received_at, raw_partition, raw_offset, raw_index)
    SELECT DISTINCT
        batch.dedup_id, batch.pixel_id, batch.received_at, batch.raw_partition, batch.raw_offset, batch.raw_index
    FROM firstlight.events_batch AS batch
    JOIN firstlight.events_batch AS kept ON kept.dedup_id = batch.dedup_id AND kept.nth = 1
    WHERE (
            batch.raw_partition <> coalesce(kept.known_partition, kept.raw_partition)
            OR batch.raw_offset <> coalesce(kept.known_offset, kept.raw_offset)
            OR batch.raw_index <> coalesce(kept.known_index, kept.raw_index)
        )
        AND NOT EXISTS (
            SELECT 1
            FROM firstlight.merged_away AS noted
            WHERE noted.dedup_id = batch.dedup_id
                AND noted.raw_partition = batch.raw_partition
                AND noted.raw_offset = batch.raw_offset
                AND noted.raw_index = batch.raw_index
        );

    INSERT INTO firstlight.events (
        dedup_id,
        "identity",
        event_id,
        type,
        type_given,
        pixel_id,
        site,
        received_at,
        occurred_at,
        created_at,
        sent_at,
        visitor_id,
        session_id,
        sequence,
        user_id,
        page_url,
        page_scheme,
        page_host,
        page_path,
        page_query,
        page_fragment,
        referrer,
        referrer_host,
        referrer_medium,
        referrer_source,
        referrer_term,
        page_title,
        screen,
        screen_width,
        screen_height,
        viewport,
        viewport_width,
        viewport_height,
        pixel_ratio,
        language,
        language_primary,
        time_zone,
        goal,
        order_id,
        value,
        currency,
        value_reporting,
        currency_reporting,
        coupon,
        items,
        item_count,
        items_value,
        product_ids,
        product_id,
        content_id,
        variant,
        experiment,
        experiment_variant,
        partner_id,
        campaign_id,
        campaign_source,
        campaign_medium,
        campaign_name,
        campaign_term,
        campaign_content,
        click_id,
        click_network,
        placement_id,
        consent,
        consent_state,
        consent_purposes,
        gpc,
        test,
        internal,
        properties,
        device_class,
        device_brand,
        os_name,
        os_version,
        agent_name,
        agent_version,
        bot,
        bot_source,
        country,
        region,
        city,
        asn,
        isp,
        ip_hash,
        warnings,
        raw_partition,
        raw_offset,
        raw_index
    )
    SELECT
        batch.dedup_id,
        batch."identity",
        batch.event_id,
        batch.type,
        batch.type_given,
        batch.pixel_id,
        batch.site,
        batch.received_at,
        batch.occurred_at,
        batch.created_at,
        batch.sent_at,
        batch.visitor_id,
        batch.session_id,
        batch.sequence,
        batch.user_id,
        coalesce(batch.page_url, batch.page_scheme || '://' || batch.page_host || coalesce(batch.page_path, '') || coalesce('?' || batch.page_query, '') || coalesce('#' || batch.page_fragment, '')),
        batch.page_scheme,
        batch.page_host,
        batch.page_path,
        batch.page_query,
        batch.page_fragment,
        batch.referrer,
        batch.referrer_host,
        batch.referrer_medium,
        batch.referrer_source,
        batch.referrer_term,
        batch.page_title,
        batch.screen,
        batch.screen_width,
        batch.screen_height,
        batch.viewport,
        batch.viewport_width,
        batch.viewport_height,
        batch.pixel_ratio,
        batch.language,
        batch.language_primary,
        batch.time_zone,
        batch.goal,
        batch.order_id,
        batch.value,
        batch.currency,
        batch.value_reporting,
        batch.currency_reporting,
        batch.coupon,
        batch.items,
        batch.item_count,
        batch.items_value,
        batch.product_ids,
        batch.product_id,
        batch.content_id,
        batch.variant,
        batch.experiment,
        batch.experiment_variant,
        batch.partner_id,
        batch.campaign_id,
        batch.campaign_source,
        batch.campaign_medium,
        batch.campaign_name,
        batch.campaign_term,
        batch.campaign_content,
        batch.click_id,
        batch.click_network,
        batch.placement_id,
        batch.consent,
        batch.consent_state,
        batch.consent_purposes,
        batch.gpc,
        batch.test,
        batch.internal,
        batch.properties,
        batch.device_class,
        batch.device_brand,
        batch.os_name,
        batch.os_version,
        batch.agent_name,
        batch.agent_version,
        batch.bot,
        batch.bot_source,
        batch.country,
        batch.region,
        batch.city,
        batch.asn,
        batch.isp,
        batch.ip_hash,
        batch.warnings,
        batch.raw_partition,
        batch.raw_offset,
        batch.raw_index
    FROM firstlight.events_batch AS batch
    WHERE batch.nth = 1 AND NOT batch.is_known;

    -- Exactly the identities of the batch, never all there is.
    DELETE FROM firstlight.events_staging
    USING firstlight.events_batch
    WHERE firstlight.events_staging.dedup_id = firstlight.events_batch.dedup_id;

    DELETE FROM firstlight.events_batch;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

CREATE OR REPLACE PROCEDURE firstlight.redrive(wanted VARCHAR(1024), role_arn VARCHAR(512), paths VARCHAR(1024)) AS $$
DECLARE
    known BIGINT;
BEGIN
    LOCK firstlight.load_lock;

    IF wanted !~ '^s3://[a-z0-9.-]+/[A-Za-z0-9!_.*()/=-]+$' THEN
        RAISE EXCEPTION 'no manifest of a bucket: %', wanted;
    END IF;
    IF role_arn !~ '^arn:aws[a-z-]*:iam::[0-9]+:role/[A-Za-z0-9+=,.@_/-]+$' THEN
        RAISE EXCEPTION 'no role: %', role_arn;
    END IF;
    -- auto: objects with rows of names, as the sink writes them with row-form = names.
    IF paths <> 'auto' AND paths !~ '^s3://[a-z0-9.-]+/[A-Za-z0-9!_.*()/=-]+$' THEN
        RAISE EXCEPTION 'no file of a bucket: %', paths;
    END IF;

    SELECT INTO known count(*) FROM firstlight.redrives WHERE manifest = wanted;
    IF known = 0 THEN
        EXECUTE 'COPY firstlight.events_staging'
            || CASE WHEN paths = 'auto' THEN '' ELSE ' (dedup_id,"identity",event_id,type,pixel_id,site,received_at,occurred_at,created_at,sent_at,visitor_id,session_id,sequence,page_scheme,page_host,page_path,page_query,referrer,referrer_host,referrer_medium,page_title,screen,screen_width,screen_height,viewport,viewport_width,viewport_height,pixel_ratio,language,language_primary,time_zone,product_id,variant,experiment,experiment_variant,consent,consent_state,gpc,test,internal,properties,device_class,os_name,agent_name,bot,ip_hash,warnings,raw_partition,raw_offset,raw_index,agent_version,country,os_version,device_brand,campaign_source,campaign_medium,campaign_name,referrer_source,click_id,click_network,campaign_content,campaign_term,page_url,user_id,region,city,asn,isp,consent_purposes,type_given,campaign_id,placement_id,content_id,partner_id,goal,order_id,value,currency,value_reporting,currency_reporting,coupon,items,item_count,items_value,product_ids,page_fragment,referrer_term,bot_source)' END
            || ' FROM ' || quote_literal(wanted)
            || ' IAM_ROLE ' || quote_literal(role_arn)
            || ' MANIFEST FORMAT JSON ' || quote_literal(paths)
            || CASE WHEN paths = 'auto' THEN ' GZIP TIMEFORMAT ''auto'' MAXERROR 0' ELSE ' GZIP TIMEFORMAT ''epochmillisecs'' MAXERROR 0' END;
        INSERT INTO firstlight.redrives (manifest, redriven_at, loaded) VALUES (wanted, getdate(), pg_last_copy_count());
    END IF;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

DROP PROCEDURE firstlight.redrive(VARCHAR, VARCHAR);
REVOKE ALL ON PROCEDURE firstlight.redrive(VARCHAR, VARCHAR, VARCHAR) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE firstlight.redrive(VARCHAR, VARCHAR, VARCHAR) TO ROLE firstlight_operator;
