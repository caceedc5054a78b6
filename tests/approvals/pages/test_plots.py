from approvals.pages.plots import WIDTH, plot


def test_bars_share_one_scale_and_lie_end_to_end():
    drawn = plot([("甲", "3", [("late", 1), ("overdue", 2)]), ("乙", "6", [("late", 0), ("overdue", 6)])])

    first, second = drawn.bars
    assert [(part.kind, part.x, part.width) for part in second.segments] == [("overdue", 0.0, WIDTH)]
    assert [part.kind for part in first.segments] == ["late", "overdue"]
    assert first.segments[1].x == first.segments[0].width
    assert sum(part.width for part in first.segments) == WIDTH / 2
    assert first.bar_y < second.text_y < second.bar_y < drawn.height


def test_nothing_to_draw_is_drawn_empty():
    drawn = plot([("甲", "0", [("late", 0)])])

    assert drawn.bars[0].segments == ()
    assert plot([]).height > 0
