using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plum.Standalone.Triggers;

/// <summary>Route values as function parameters, by name.</summary>
internal static class RouteValue
{
    public static bool CanBind(Type type) =>
        type == typeof(string) || TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).CanConvertFrom(typeof(string));

    /// <summary>The value converted, or the type's default where the request has none (an optional segment left out).</summary>
    /// <exception cref="BadHttpRequestException">The segment is not such a value; a route constraint would have answered 404.</exception>
    public static T? Read<T>(RouteValueDictionary? route, string name)
    {
        if (route is null || !route.TryGetValue(name, out var value) || value is null)
        {
            return default;
        }

        if (value is T ready)
        {
            return ready;
        }

        try
        {
            var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
            return (T?)TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, value.ToString()!);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            throw new BadHttpRequestException($"The path segment '{name}' is not valid.", e);
        }
    }
}
