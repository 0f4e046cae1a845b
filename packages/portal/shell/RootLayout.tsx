import { Outlet } from '@tanstack/react-router';

/** What stands around every screen: nothing but the place where keyboard users skip to. */
export function RootLayout() {
  return <Outlet />;
}
