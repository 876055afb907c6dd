namespace Plum.Functions.Shared.Settings;

/// <summary>A setting by its name in the configuration.</summary>
/// <param name="IsSecret">Its value is never shown, right or wrong.</param>
public sealed record Setting(string Name, SettingUse Use, bool IsSecret = false);

/// <summary>Where a setting belongs.</summary>
[Flags]
public enum SettingUse
{
    /// <summary>Wherever somebody wants it.</summary>
    Optional = 0,

    /// <summary>In local.settings.json.</summary>
    Local = 1,

    /// <summary>Among the settings of the app on Azure.</summary>
    Azure = 2,

    Everywhere = Local | Azure,
}

/// <summary>Settings that begin alike and are read into the properties of one class.</summary>
/// <param name="Secrets">The names of the properties that are secrets.</param>
public sealed record SettingsSection(string Name, Type Options, SettingUse Use, IReadOnlyList<string>? Secrets = null)
{
    public IReadOnlyList<Setting> Settings { get; } =
        [.. from property in Options.GetProperties()
            where property.CanWrite
            select new Setting($"{Name}:{property.Name}", Use, Secrets?.Contains(property.Name) == true)];
}
