using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Plum.Standalone.Host;

try
{
    await StandaloneBuilder.Create(args, welcome: true).Build().RunAsync();
    return 0;
}
catch (Exception e) when (SentenceOf(e) is { } sentence)
{
    Console.Error.WriteLine($"plum: {sentence}");
    return 1;
}

// Why the app cannot start, for the person who started it; null for what that person cannot mend.
static string? SentenceOf(Exception e) => e switch
{
    StandaloneStartupException or OptionsValidationException => e.Message,
    AggregateException { InnerExceptions: var several } when several.All(one => one is OptionsValidationException) =>
        string.Join(' ', several.Select(one => one.Message)),
    _ => null,
};
