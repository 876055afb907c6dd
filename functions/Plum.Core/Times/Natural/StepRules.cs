namespace Plum.Core.Times.Natural;

/// <summary>Relative times: "+3 days", "2 days ago", "monday", "next week", "first monday of".</summary>
internal static class StepRules
{
    private static readonly Shape Number = Shapes.Sign.Any + Shape.OneOf(" \t").Any + Shapes.Digit.Times(1, 13);
    private static readonly Shape Pointer = Shape.Words(Names.Pointers.Keys);
    private static readonly Shape Ordinal = Shape.Words(Names.Ordinals.Keys) | Pointer;
    private static readonly Shape UnitButWeek = Shape.Words(Names.Units.Keys.Where(unit => unit != "week"));

    public static readonly Rule[] All =
    [
        new(Ordinal + Shapes.Blanks + Shapes.Weekday + Shapes.Blanks + Shape.Words("of"), WeekdayOfMonth),
        new(Shape.Words("ago"), (_, reading) => reading.Steps.TurnRound()),
        new(Shapes.Weekday | Shape.Words("weekday", "weekdays"), Weekday),
        new(Pointer + Shapes.Blanks + Shape.Words("week"), Week),
        new(Ordinal + Shapes.Blanks + UnitButWeek, Counted),
        new(Number + Shapes.Blanks.Maybe + (UnitButWeek | Shape.Words("week")), Measured),
    ];

    private static void Measured(Piece piece, Reading reading)
    {
        var count = piece.SignedNumber(24) ?? 0;
        reading.Steps.Go(count, Names.Units[piece.Word()], WeekdayRule.FromToday);
    }

    private static void Counted(Piece piece, Reading reading)
    {
        var (count, rule) = Count(piece.Word());
        var unit = Names.Units[piece.Word()];
        if (unit.Unit is Unit.Weekday or Unit.WorkingDay)
        {
            reading.ForgetClock();
        }

        reading.Steps.Go(count, unit, rule);
    }

    private static void Week(Piece piece, Reading reading)
    {
        var steps = reading.Steps;
        steps.Days += Count(piece.Word()).Count * 7;
        steps.WeekdayRule = WeekdayRule.WithinWeek;
        if (!steps.ToWeekday)
        {
            (steps.ToWeekday, steps.Weekday) = (true, (int)DayOfWeek.Monday);
        }
    }

    private static void Weekday(Piece piece, Reading reading)
    {
        reading.ForgetClock();
        var steps = reading.Steps;
        (steps.ToWeekday, steps.Weekday) =
            (true, Names.Weekdays.GetValueOrDefault(piece.Word(), (int)DayOfWeek.Monday));
        if (steps.WeekdayRule != WeekdayRule.WithinWeek)
        {
            steps.WeekdayRule = WeekdayRule.FromToday;
        }
    }

    private static void WeekdayOfMonth(Piece piece, Reading reading)
    {
        var (count, rule) = Count(piece.Word());
        reading.ForgetClock();
        reading.Steps.Go(count, Names.Units[piece.Word()], count > 0 ? WeekdayRule.FromToday : rule);
        reading.Steps.DayChoice = count > 0 ? DayChoice.WeekdayOfMonth : DayChoice.LastWeekdayOfMonth;
    }

    private static (int Count, WeekdayRule Rule) Count(string word) =>
        Names.Ordinals.TryGetValue(word, out var ordinal) ? (ordinal, WeekdayRule.AfterToday)
        : Names.Pointers[word] is var steps and not 0 ? (steps, WeekdayRule.AfterToday)
        : (0, WeekdayRule.FromToday);
}
