using Microsoft.Extensions.Hosting;
using Plum.Standalone.Host;

try
{
    await StandaloneBuilder.Create(args, welcome: true).Build().RunAsync();
    return 0;
}
catch (Exception e) when (StartupTrouble.SentenceOf(e) is { } sentence)
{
    Console.Error.WriteLine($"plum: {sentence}");
    return 1;
}
