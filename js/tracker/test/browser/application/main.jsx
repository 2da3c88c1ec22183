/** A small application with a router, in strict mode, as somebody would write it with integrations/react.js. Bundled by react.test.ts. */
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { firstlight } from '../../../integrations/react.js';

const fl = firstlight(COLLECTOR, '12345', 'pageViews', NAME);
fl('consent', 'granted');
window.effects = 0;

function Tracking() {
  useEffect(() => {
    window.effects++;
    fl.start();
  }, []);
  return null;
}

function Product() {
  return <button onClick={() => fl('track', 'add_to_cart', { product_id: 'p1' })}>Buy</button>;
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <BrowserRouter>
      <Tracking />
      <Routes>
        <Route path="/shop" element={<Link to="/product">Scarf</Link>} />
        <Route path="/product" element={<Product />} />
      </Routes>
    </BrowserRouter>
  </StrictMode>,
);
