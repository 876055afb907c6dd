using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Plum.Standalone.Triggers;

/// <summary>Route values as function parameters, by name.</summary>
internal static class RouteValue
{
    public static bool CanBind(Type type) => type == typeof(string) || Converter(type).CanConvertFrom(typeof(string));

    /// <summary>The value as such a type, null where the request has none (an optional segment left out).</summary>
    /// <exception cref="BadHttpRequestException">
    /// The segment is not such a value; a route constraint would have answered 404.
    /// </exception>
    public static object? Read(RouteValueDictionary? route, string name, Type type)
    {
        var value = route?[name];
        if (value is null || type.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return Converter(type).ConvertFromString(null, CultureInfo.InvariantCulture, value.ToString()!);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            throw new BadHttpRequestException($"The path segment '{name}' is not valid.", e);
        }
    }

    private static TypeConverter Converter(Type type) =>
        TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type);
}
