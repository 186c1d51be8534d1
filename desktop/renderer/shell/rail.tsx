import { IconButton } from '../parts/button.tsx';
import { Icon, icons } from '../parts/icon.tsx';
import { goTo } from '../state/navigation.ts';
import { nextTheme, theme } from '../state/theme.ts';
import { strings } from '../strings.ts';
import { views } from '../views/views.ts';
import { dialog } from './dialogs.ts';
import { frontView } from './front-view.ts';

export function Rail() {
  return (
    <nav class="rail" aria-label={strings.shell.views}>
      <img class="mark" src={new URL('../style/icon.svg', import.meta.url).href} alt={strings.productName} />
      <ul>
        {views.map(({ name, title, icon }, at) => (
          <li key={name}>
            <button
              type="button"
              class="rail-button"
              aria-current={frontView.value.name === name ? 'page' : undefined}
              title={`${title} (${at + 1})`}
              onClick={() => goTo(name)}
            >
              <Icon path={icon} size={22} />
              <span>{title}</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="rail-end">
        <IconButton icon={icons.theme} label={strings.shell.theme[theme.value]} onClick={nextTheme} />
        <IconButton
          icon={icons.help}
          label={strings.shell.help}
          onClick={() => {
            dialog.value = 'help';
          }}
        />
      </div>
    </nav>
  );
}
