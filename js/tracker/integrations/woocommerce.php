<?php
/**
 * WooCommerce: into the theme's functions.php, or a plugin of your own. The snippet is in the theme's <head> already.
 * The order is said on the thank-you page; a reload says it again, and the pipeline counts it once by its number.
 */
add_action( 'woocommerce_thankyou', function ( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( ! $order || $order->has_status( 'failed' ) ) {
		return;
	}
	$fields = array(
		'goal'     => 'purchase',
		'order_id' => $order->get_order_number(),
		'value'    => wc_format_decimal( $order->get_total(), 2 ),
		'currency' => $order->get_currency(),
		'coupon'   => implode( ',', $order->get_coupon_codes() ) ?: null,
		'items'    => array_values( array_map( function ( $item ) use ( $order ) {
			$product = $item->get_product();
			return array(
				'id'       => (string) ( $product ? ( $product->get_sku() ?: $product->get_id() ) : $item->get_product_id() ),
				'name'     => $item->get_name(),
				'quantity' => $item->get_quantity(),
				'price'    => wc_format_decimal( $order->get_item_total( $item, true ), 2 ),
			);
		}, $order->get_items() ) ),
	);
	// The flags keep a product called "</script>" from ending the script.
	?>
	<script>fl('conversion', <?php echo wp_json_encode( $fields, JSON_HEX_TAG | JSON_HEX_AMP ); ?>);</script>
	<?php
} );
