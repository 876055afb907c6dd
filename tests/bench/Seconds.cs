namespace Plum.Bench;

/// <summary>How long the same took each time.</summary>
internal sealed class Seconds : List<double>
{
    public double Median => this.Order().ElementAt(Count / 2);

    public double Best => this.Min();

    public double Worst => this.Max();
}
