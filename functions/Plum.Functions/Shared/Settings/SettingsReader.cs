using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Plum.Functions.Shared.Settings;

/// <summary>Reads settings into options, and stops the start on a value that cannot be.</summary>
internal static class SettingsReader
{
    private const string KeyVaultReference = "@Microsoft.KeyVault(";

    /// <summary>
    /// Reads a section of <see cref="AppSettings.Sections"/> into its class, when the app starts at the latest.
    /// </summary>
    public static OptionsBuilder<T> AddSettings<T>(this IServiceCollection services)
        where T : class
    {
        var section = AppSettings.Sections.Single(section => section.Options == typeof(T));
        return services.AddOptions<T>()
            .Configure<IConfiguration>((options, configuration) => Read(configuration, section, options))
            .ValidateOnStart();
    }

    /// <summary>Reads a section whose name the operator chose.</summary>
    public static T Read<T>(IConfiguration configuration, SettingsSection section)
        where T : class, new()
    {
        var options = new T();
        Read(configuration, section, options);
        return options;
    }

    private static void Read(IConfiguration configuration, SettingsSection section, object options)
    {
        var faults = new List<string>();
        foreach (var setting in section.Settings)
        {
            // An empty environment variable is how many tools leave one out.
            if (configuration[setting.Name] is { Length: > 0 } value && FaultOf(setting, value, options) is { } fault)
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw new OptionsValidationException(section.Name, section.Options, faults);
        }
    }

    private static string? FaultOf(Setting setting, string value, object options)
    {
        if (value.StartsWith(KeyVaultReference, StringComparison.OrdinalIgnoreCase))
        {
            return $"{setting.Name} is a Key Vault reference that the platform has not resolved; "
                + "the app's identity needs the role Key Vault Secrets User, and the secret must exist.";
        }

        var property = options.GetType().GetProperty(setting.Name[(setting.Name.LastIndexOf(':') + 1)..])!;
        try
        {
            property.SetValue(options, Converted(value, property.PropertyType));
            Validator.ValidateProperty(
                property.GetValue(options), new(options) { MemberName = property.Name, DisplayName = setting.Name });
            return null;
        }
        catch (ValidationException outOfRange)
        {
            return outOfRange.Message;
        }
        catch (Exception e)
            when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return $"{setting.Name} is {(setting.IsSecret ? "not" : $"'{value}', but must be")} {KindOf(property)}.";
        }
    }

    private static object? Converted(string value, Type type) =>
        !type.IsEnum ? TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value)
        : Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse(type, value, ignoreCase: true)
        : throw new FormatException(); // a number, of which there need be no name

    private static string KindOf(PropertyInfo property) => property.PropertyType switch
    {
        var type when type == typeof(bool) => "true or false",
        var type when type == typeof(int) => "a whole number",
        var type when type == typeof(double) => "a number",
        var type when type == typeof(TimeSpan) => "a time such as 00:00:10",
        { IsEnum: true } type => string.Join(" or ", Enum.GetNames(type).Select(name => name.ToLowerInvariant())),
        var type => throw new InvalidOperationException($"No setting is a {type}."),
    };
}
