namespace Plum.Core.Times.Natural;

/// <summary>What a text has said so far. Null is "not said": taken from the present.</summary>
internal sealed class Reading
{
    public long? Year { get; set; }

    public long? Month { get; set; }

    public long? Day { get; set; }

    public long? Hour { get; set; }

    public long? Minute { get; set; }

    public long? Second { get; set; }

    public long Microsecond { get; set; }

    public bool HasDate { get; private set; }

    /// <summary>How many clock times were given.</summary>
    public int Clocks { get; set; }

    /// <summary>How many zones were given; the first counts.</summary>
    public int Zones { get; private set; }

    /// <summary>The zone the text names, if any.</summary>
    public NamedZone? Zone { get; set; }

    /// <summary>Whether the zone was named as daylight time ("EDT") or as standard time ("EST"), if either.</summary>
    public bool? Daylight { get; set; }

    public Steps Steps { get; } = new();

    /// <summary>Why the piece just read cannot be, as the words that follow it: "is a second date".</summary>
    public string? Fault { get; private set; }

    /// <summary>Begins a date.</summary>
    public bool TryDate()
    {
        if (HasDate)
        {
            return Fail("is a second date");
        }

        HasDate = true;
        return true;
    }

    /// <summary>Begins a clock time, of which what is not read is 0.</summary>
    public bool TryClock()
    {
        if (Clocks > 0)
        {
            return Fail("is a second time of day");
        }

        ForgetClock();
        Clocks = 1;
        return true;
    }

    /// <summary>Begins a zone. One more is allowed, as in "+0000 (UTC)", and passed over.</summary>
    public bool TryZone()
    {
        if (Zones > 1)
        {
            return Fail("is a third time zone");
        }

        Zones++;
        return true;
    }

    /// <summary>From midnight on, until a clock time follows: "9am tomorrow" is midnight.</summary>
    public void ForgetClock()
    {
        Clocks = 0;
        (Hour, Minute, Second, Microsecond) = (0, 0, 0, 0);
    }

    public void ForgetDate()
    {
        HasDate = false;
        (Year, Month, Day) = (0, 0, 0);
    }

    public bool Fail(string fault)
    {
        Fault = fault;
        return false;
    }
}
